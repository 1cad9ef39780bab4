"""The steps around every handler, one module for each kind of trigger."""
