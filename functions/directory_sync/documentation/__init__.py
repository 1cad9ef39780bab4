"""The documentation for the other side: `/docs/active-directory` and `/docs/scim`.

active_directory  the page for the administrators of directories
scim              the page for the administrators of identity providers, with its tables
tables            tables of the first page, made of those that the code reads
examples          expressions, with what they make of somebody made up
words             texts for steps, permissions and functions, and the heads of tables
"""

from functions.directory_sync.documentation import active_directory, scim

PAGES = (active_directory.DOCUMENTATION, scim.DOCUMENTATION)
"""Every page. The function answers other addresses below `/docs` with 404."""
