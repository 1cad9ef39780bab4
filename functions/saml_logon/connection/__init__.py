"""A connection to one identity provider: both sides of it, and our own keys."""
