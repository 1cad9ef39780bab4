"""Delegated logon: a signed link of an EHR or a portal logs somebody on and shows the page that the link asks for.

In   `GET` of any path with a signed query: who, when, a nonce, an HMAC; each link works once, for an hour.
Out  a session for an account that exists and is active, handed over to the platform. Accounts are never created.

Every path that no other function owns comes here: without a signed query it is passed on to the platform.
"""
