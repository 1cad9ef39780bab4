"""Accounts, relationships, matching, plans, problems and tiles: values and rules, no I/O, no clock, no randomness."""
