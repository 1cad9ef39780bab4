"""The REST API: other systems read an organisation's accounts as JSON, with the token of an API user.

In   `GET /api/2` and what lies below it, `Authorization: md-token <token>`; `/api/1` answers alike.
Out  clients, professionals, friends and treatment relationships, one by one or a whole collection in one answer.

A collection that is too large for one answer (5.5 MB) is read in pages. No answer is ever a redirect.
"""
