"""A stand-in for Microsoft Graph and its sign-in, over HTTPS: as much of both as reads the people of a directory.

It follows Microsoft's documentation (delta query, JSON batching, error responses, AADSTS codes); nothing here has seen
the real one. Tests change the directory and spoil answers by Python, from the same process, or change it from another
process over HTTPS.

tenant        people, groups and their members, and what happened to them
applications  registered applications: secrets, certificates, permissions, tokens
delta         what changed since a token, in pages
entries       objects as Graph writes them
sign_in       the metadata of a tenant, and its tokens
service       the addresses of Graph
odata         `$select`, `$filter` and paging
faults        answers that are late, refused, broken or lead elsewhere
server        the web server
changes       changes that another process asks for, and that last over a restart
remote        the other process's side of that
small         a directory of some ten people, for a demo
"""
