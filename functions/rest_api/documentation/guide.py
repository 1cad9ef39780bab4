"""The guide at the head of the documentation, in Markdown."""

GUIDE = """\
Reads and changes an organisation's accounts: clients, professionals and friends, their roles and their treatment
relationships. Every organisation has its own host; all paths are below `/api/2` there. `/api/1` answers alike.

## First steps

```sh
HOST=https://example.organisation.example
curl -s $HOST/api/2                                                        # what answers here, without a token
curl -s -H "Authorization: md-token $TOKEN" $HOST/api/2/p/items            # all professionals
curl -s -H "Authorization: md-token $TOKEN" -H 'Content-Type: application/json' \\
  -d '{"id": "T-1", "email": "anna@example.org", "first_name": "Anna", "last_name": "Smit"}' $HOST/api/2/p
curl -s -H "Authorization: md-token $TOKEN" $HOST/api/2/aux/professional/id/T-1
```

## Authentication

An administrator makes an API user for your system and gives you its token, which is shown once. Send it as
`Authorization: md-token <token>`; `Bearer` is understood too. A token has scopes: `accounts:read`, `accounts:write`
(with it the first is needed too) and `bsn:read`. When a token is replaced, the old one can stay valid for a while.
A token that is revoked is refused at once.

## Reading

A collection is one object with its accounts under `@items`, all of them in one answer up to 5.5 MB: some 12,000
clients, or 70,000 with `Accept-Encoding: gzip`. Beyond that it is refused (400, `collection_too_large`): read it in
pages, with `limit` and the `@cursor` of the page before. An account is addressed by its `@url`. Fields that the
organisation has switched off are absent. An empty date is `null`, an empty text `""`.

## Writing

`PATCH` changes the fields that you send and no others; `application/merge-patch+json` is read too, and means the same.
Fields that do not exist here are ignored; so are read-only fields that are sent back. A single
object has an `ETag`: send it as `If-Match` and a change that somebody else made in the meantime is not overwritten
(412). A `POST` with an `Idempotency-Key` can be repeated
for a day: it has its effect once. Writing what is there already changes nothing. A body may come as
`Content-Encoding: gzip`. An international domain of an e-mail address is stored in ASCII, as its A-label (IDNA 2008):
`anna@bücher.example` as `anna@xn--bcher-kva.example`, and is found in both spellings.

Texts are stored in NFC and, but for a description, as one line: all white space becomes one space. Invisible characters
and marks of direction are taken out of texts and refused in an `id` (422); control characters are refused everywhere.

## Errors

Every refusal is `{"code", "message", "extra": [{"message", "field"}]}` with the status as `code`. No answer is a
redirect. 401: the gateway renames the header `WWW-Authenticate` to `x-amzn-Remapped-WWW-Authenticate`. 409: another
account has this e-mail address, id or BSN. 422: `extra` names every field that is wrong. The organisation's
administrator finds every refused call in the error log.

## Limits

1,200 calls a minute, 100 in every 5 seconds, unless the administrator sets others. `RateLimit-Policy` and `RateLimit`
say what is left; after a 429 wait as many seconds as `Retry-After` says. A body may be 256 KiB.
"""
