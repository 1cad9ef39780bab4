"""The REST API: other systems read and change an organisation's accounts as JSON, with the token of an API user.

In   `/api/2` and the paths below it, with `Authorization: md-token <token>`; `/api/1` answers alike.
Out  clients, professionals, friends, roles and treatment relationships, one by one or a whole collection in one answer.

A collection that is too large for one answer (5.5 MB) is read in pages. No answer is a redirect.

| where to look for                       | in                                                                      |
| --------------------------------------- | ----------------------------------------------------------------------- |
| a PATCH, step by step                   | `entry.handle` names the steps                                          |
| a path, a method, what it needs         | `routes` (the table), `endpoints` (what a row of it holds)              |
| what a GET answers                      | `reads`                                                                 |
| what a POST, PATCH or DELETE does       | `writes` (what is requested), `conditional_write` (how it is applied)   |
| `Idempotency-Key`                       | `idempotency`; `ETag`, `If-Match`: `koppel.entrance.preconditions`      |
| how an account looks from outside       | `representation`                                                        |
| how JSON is read and written            | `wire`                                                                  |
| how many calls are allowed              | `koppel.organisation.rate_limit`                                        |
| a refusal, and its error-log entry      | `refusals`; the entries' texts are in `problems`                        |
| a 404 for content of the platform       | `platform`                                                              |
| `/docs/api` and `openapi.json`          | `documentation`; `python -m functions.rest_api` writes the file         |
| API users, tokens, scopes               | `commands`; the tile is in `tile`, the stored users in koppel           |
| what the overview shows                 | `health`                                                                |
"""
