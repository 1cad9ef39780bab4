"""Active Directory: employees follow the organisation's directory.

In    what Entra ID (Microsoft Graph) or an on-premise Active Directory (LDAPS) says about the people in scope. The
      schedule reads each source when it is due: only what changed where the directory can tell, everything otherwise.
      What was read becomes a run, which a person approves where it would take access away from many.
      SCIM 2.0 below `/scim/v2`, by which an identity provider pushes people and groups, with the token of an API user
      of the scope `scim`.
Out   accounts of professionals: created, updated, deactivated and reactivated; none is ever deleted.

Limits: 50,000 people in a source.
"""
