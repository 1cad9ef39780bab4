"""Values and rules: no I/O and no clock.

accounts      what accounts are: fields, unique values, relationships
runs          what a run read, plans and did
plan          from a desired state and what is stored to the change to make
logon         sessions, platforms, security settings
tiles         tiles and their settings
problems      what can go wrong, and the tree of refusals
organisation  one organisation as every handler sees it
api_tokens    API tokens and their scopes
pseudonyms    keyed hashes that stand for personal values
characters    texts from outside in one form
domain_names  international domain names in ASCII
hosts         the `Host` of a request
moments       times that people type
times         times as they are stored
zones         time zones and calendar days
csv_files     CSV files, in which no text is a formula
texts         a text in Dutch and in English
"""
