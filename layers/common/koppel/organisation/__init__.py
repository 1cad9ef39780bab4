"""An organisation as its administrators know it: tiles, API users, error logs, the audit log."""
