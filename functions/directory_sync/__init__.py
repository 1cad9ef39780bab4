"""Active Directory: accounts of professionals follow the directories of their organisation.

A cycle reads a directory – Entra ID by Microsoft Graph (`entra`), an Active Directory by LDAP (`ldap`) – and is a run: it
is planned, waits for approval where it would take access from many, and is applied. An identity provider may also push
people and groups by SCIM (`scim`); that ends in the same plan and under the same brake.
"""
