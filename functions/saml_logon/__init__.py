"""SAML logon: professionals log on at their organisation's identity provider and get a session on the platform.

In   `/saml/<connection>/login` starts a logon, `acs` takes the identity provider's response (at most 256 KiB), `slo`
     takes logout messages, `metadata` describes us to the identity provider.
Out  a session of an active professional who has an account already; accounts are never created.

Only what one of the connection's own certificates has signed is trusted, and only the signed bytes are read.

| where to look for         | in                                                                                     |
| ------------------------- | -------------------------------------------------------------------------------------- |
| a request of a browser    | `entry`, `routes`; `pages` and `documentation` are what people see                     |
| a logon, step by step     | `actions`, `judgement`                                                                 |
| whether a response holds  | `rules`                                                                                |
| the professional          | `rules` (by which value), `account_lookup` (which account)                             |
| reading a response        | `reading`: `forms`, `responses` (the order of the steps), `structure`, `signatures`,   |
|                           | `decryption`, `assertions`                                                             |
| XML                       | `xml`: `markup` (bytes to tree), `toolkit` (all that we use of the libraries), `names` |
| sending a message         | `sending`: `messages` (XML), `outgoing` (by the browser), `bindings`, `redirects`,     |
|                           | `posts`, `addresses` (our own), `destinations` (of the identity provider)              |
| logging out               | `logout`: `single_logout` (the steps), `messages` (of the identity provider)           |
| what is stored            | `memory`: `logon_requests`, `name_id_bindings`, `saml_sessions`, `logon_history`       |
| what is checked, by name  | `checks`; `operator.bench` does so without a logon                                     |
| a connection              | `tile` (settings), `trust` (what reading needs of them); `connection`:                 |
|                           | `connection_in_use`, `provider_metadata`, `certificates`, `certificate_expiry`         |
| our own keys              | `connection`: `key_pairs`, `key_rotation`                                              |
| the operator's commands   | `commands` (arguments), `command_entry`, `operator`: `connections`, `bench`            |
| the daily job             | `jobs`                                                                                 |
| what the overview shows   | `health`                                                                               |
| a reason for a refusal    | `problems`: `form`, `signature`, `statements`, `setup`, `certificates`; `refusal`      |
"""
