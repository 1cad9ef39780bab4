"""Tiles and their settings."""
