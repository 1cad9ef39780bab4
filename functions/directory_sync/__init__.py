"""Active Directory: employees follow the organisation's directory.

In comes what Entra ID (Microsoft Graph) or an on-premise Active Directory (LDAPS) says about the people in scope.
Accounts of professionals are created, updated, deactivated and reactivated; none is ever deleted. The schedule reads
each source when it is due: only what changed where the directory can tell, everything otherwise. What was read becomes
a run, which a person approves where it would take access away from many. Limits: 50,000 people in a source.
"""
