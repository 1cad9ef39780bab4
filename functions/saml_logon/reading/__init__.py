"""What an identity provider sends: read, checked, verified, decrypted."""
