"""Times as they are written: UTC, so that their texts sort as they do."""

SECONDS = "%Y-%m-%dT%H:%M:%S"
"""For what people and other systems see."""

MICROSECONDS = "%Y-%m-%dT%H:%M:%S.%f"
"""For what must sort in the order in which it happened."""
