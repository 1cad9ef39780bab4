"""The tables that code, documentation and tests read: events and their effects, places and their fields."""
