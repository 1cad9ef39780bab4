"""The session: every logon ends in one, and it is handed over to the organisation's platform.

In   a browser with a session cookie; the platform, as a relying party of OpenID Connect (authorization code flow).
Out  ID tokens signed by KMS; the logon page; logout.

It is not an integration: it serves all integrations that log somebody on. The tile Security holds its settings and its
error log. Only a platform that sends `state` and PKCE gets a code.

| where to look for         | in                                                                                     |
| ------------------------- | -------------------------------------------------------------------------------------- |
| a request                 | `entry`, `routes`; `wire` (parameters and answers as OAuth 2.0 writes them)            |
| the logon page            | `logon_page`, `ways_in` (what it offers)                                               |
| a link in a mail          | `mailed_link`                                                                          |
| the authorize endpoint    | `authorization`, `codes`                                                               |
| the token endpoint        | `tokens`, `codes`, `signer` (which key), `jose` (the token itself)                     |
| discovery and public keys | `metadata`                                                                             |
| logging out               | `logout`                                                                               |
| a reason for a refusal    | `problems`                                                                             |
"""
