"""The bench: what would come of a message, with nothing written."""
