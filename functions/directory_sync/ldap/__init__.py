"""An Active Directory of one's own, over LDAPS or StartTLS, read by an account that may only read.

| where to look for                    | in                                                                       |
| ------------------------------------ | ------------------------------------------------------------------------ |
| what the rest of the hub calls       | `peer` (`LdapPeer`), `source` (`LdapSource`: the settings)               |
| reading everybody, or what changed   | `reading`                                                                |
| whom to read                         | `listing`                                                                |
| where a reading goes on              | `marks`                                                                  |
| the test of a connection             | `checking`                                                               |
| what a domain controller says        | `domain`                                                                 |
| who is in which watched group        | `groups`; who joined or left since: `fingerprint`                        |
| an entry as a person                 | `persons`                                                                |
| LDAP itself: TLS, sign-in, searches  | `wire`                                                                   |
| what goes wrong                      | `problems.ldap`, `problems.ldap_connection`, `problems.ldap_sign_in`     |
"""
