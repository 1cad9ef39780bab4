"""The session: what every logon ends in, and how it is handed over to the organisation's platform.

In   a browser with a session cookie; the platform, as a relying party of OpenID Connect (authorization code flow).
Out  ID tokens signed by KMS; the logon page; logging out.

It is no integration: it serves all that log somebody on, and the tile Security holds its settings and its error log.
A code is only ever given to a platform that asked for it, with `state` and PKCE.
"""
