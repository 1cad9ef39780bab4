"""What an identity provider sends: read, checked, decrypted, verified.

forms       the form that a browser posts
responses   the steps by which a response is read, in their order
structure   the form that a response must have
signatures  what was signed, and with which certificate
decryption  encrypted assertions
assertions  a verified assertion as plain values
"""
