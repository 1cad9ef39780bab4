"""SAML logon: professionals log on at their organisation's identity provider; a session on the platform comes of it.

In   `/saml/<connection>/login` starts a logon, `acs` takes the identity provider's response (at most 256 KiB), `slo`
     its messages about logging out, `metadata` says who we are.
Out  a session of an active professional who was there before; accounts are never made.

Nothing is believed but what one of the connection's own certificates has signed, and of that only the signed bytes.

| where to look for          | in                                                                                    |
| -------------------------- | ------------------------------------------------------------------------------------- |
| a logon, step by step      | `actions`; the reading of a response in `wire`, the judging in `rules`                |
| what XML gets through      | `markup` (bytes to tree), `structure` (which elements may stand where)                |
| what was signed            | `signatures`; `decryption` before it; `toolkit` is all that is used of the libraries  |
| what an assertion says     | `assertions`                                                                          |
| who it is about            | `rules` (by which value), `people` (whose it is), `pins` (whose it stays)             |
| what is remembered of it   | `logon_requests` (answered once), `logons` (to log out), `traces` (to look at)        |
| logging out                | `logouts`, `logout_messages`                                                          |
| what we send               | `messages` (XML), `outgoing` (by the browser), `addresses` (our own)                  |
| bindings                   | `redirects` (in addresses, both ways), `posts` (what comes in forms), `forms`         |
| a connection               | `connections` (settings), `metadata` and `certificates` (the provider's part),        |
|                            | `trust` (what reading needs of it), `parties` (both sides of it)                      |
| our own keys               | `key_pairs`, `key_rotation`                                                           |
| the operator's commands    | `command_entry`, `commands`, `administration`; their arguments in `arguments`         |
| a reason for a refusal     | `problems`, by what it is about; `refusals` (how one is raised), `pages` (is shown)   |
"""
