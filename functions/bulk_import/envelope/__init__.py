"""Encrypted files: OpenPGP messages (RFC 9580, and RFC 4880 as old senders write it), decrypted with our keys only.

armour      a message as text, and the packets in it
packets     the packets of a message as one sees them without a key
child       the child process that decrypts
decryption  starts the child and gives the decrypted file
"""
