"""What sessions, platforms and their tokens are.

session   a session and how long it counts
platform  the relying party that logons are handed over to
security  the tile Security: frames, and the lifetime of sessions
"""
