"""What we send to an identity provider."""
