"""What sessions, platforms and the tokens for them are."""
