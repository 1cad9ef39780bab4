"""SAML logon: professionals log on at their organisation's identity provider; a session on the platform comes of it.

In   `/saml/<connection>/login` starts a logon, `acs` takes the identity provider's response (at most 256 KiB), `slo`
     its messages about logging out, `metadata` says who we are.
Out  a session of an active professional who was there before; accounts are never made.

Nothing is believed but what one of the connection's own certificates has signed, and of that only the signed bytes.
"""
