"""Delegated logon: a signed link of an EHR or a portal logs somebody on and shows the page that the link names.

In   `GET` of any path with a signed query: user, timestamp, nonce, HMAC. A link works once, for an hour.
Out  a session for an account that exists and is active, handed over to the platform. Accounts are never created.

Every path that no other function owns leads here. Without a signed query the browser is sent on to the platform.

| where to look for         | in                                                                                     |
| ------------------------- | -------------------------------------------------------------------------------------- |
| a request of a browser    | `entry`, `routes`; `documentation`                                                     |
| a logon, step by step     | `actions`                                                                              |
| whether a link is genuine | `wire` (parameters, message, digest), `rules` (signature, time, user), `nonces`        |
| a visit without a link    | `arrival`, `destinations` (pages by name, and who may see them)                        |
| keys that sign links      | `link_key` (one key), `link_keys` (stored), `commands` (of the operator)               |
| settings                  | `tile`                                                                                 |
| what the overview shows   | `health`                                                                               |
| a reason for a refusal    | `problems`                                                                             |
"""
