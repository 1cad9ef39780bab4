"""Tiles: the settings of integrations.

tile      a tile, its state in an organisation, and how a field explains itself
settings  change settings field by field
"""
