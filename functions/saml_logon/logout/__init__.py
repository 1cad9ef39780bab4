"""Single logout."""
