"""What is remembered between two requests: requests, sessions, bindings, the history of logons."""
