"""The only code that talks to AWS: table, keys of the table, queues, secrets."""
