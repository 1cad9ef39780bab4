"""SCIM 2.0: an identity provider pushes people and groups (RFC 7643, RFC 7644).

In   `/scim/v2` and the paths below it, with the token of an API user of the scope `scim`.
Out  accounts of professionals and their roles; users and groups as the identity provider sees them.

| where to look for                              | in                                                               |
| ---------------------------------------------- | ---------------------------------------------------------------- |
| an attribute, a type of resources              | `schema` (`tables` is the truth), `people` (a user as an account) |
| what a client can do with users, with groups   | `users`, `groups`                                                |
| whose account a new person gets                | `creation`                                                       |
| a change, a deletion                           | `alteration`                                                     |
| how a plan is applied, and what refuses it     | `provisioning`                                                   |
| members of a group, and their roles            | `membership`, `regrouping`, `roles`                              |
| too many leavers at once                       | `brake`; `commands` releases it                                  |
| a filter, a query, a page of a list            | `filters`, `searching`                                           |
| a PATCH in the dialects of Entra ID and Okta   | `patch`                                                          |
| JSON, media types, errors                      | `wire`, `errors`                                                 |
| entries in the error log                       | `refusals`, `notices`; the texts are in `problems`               |
| ServiceProviderConfig, Schemas, ResourceTypes  | `discovering`                                                    |
| what is stored besides accounts                | `memory`                                                         |
| which settings of the tile count               | `settings`                                                       |
"""
