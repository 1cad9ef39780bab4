"""What several integrations share: the domain, the table, and the steps around every handler."""
