"""The catalogue of what can go wrong with key pairs, receivers and import files."""
