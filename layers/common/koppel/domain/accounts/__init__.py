"""What accounts, their fields and their relationships are."""
