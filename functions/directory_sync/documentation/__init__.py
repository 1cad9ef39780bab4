"""The documentation of the directory, for the other side.

scim  under `/docs/scim`, for the administrators of identity providers
"""

from functions.directory_sync.documentation import scim

PAGES = (scim.DOCUMENTATION,)
"""Every page. The function answers other addresses below `/docs` with 404."""
