"""Tiles: the settings of integrations.

tile         a tile, its state in an organisation, and how a field explains itself
settings     change settings field by field
units        what numbers count
messages     what is wrong with a value, in both languages
form         the fields of settings or arguments, as a page shows them
form_values  what a posted form holds, as JSON and back
activity     counts by hour and outcome, and their sums
difference   what differs between two settings, for people to read
condition    whether a tile is off, on or needs attention, and why
"""
