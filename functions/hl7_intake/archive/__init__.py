"""Messages as stored: kept, found, parked, processed again, forgotten in time."""
