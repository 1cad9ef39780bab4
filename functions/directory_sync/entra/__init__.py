"""Entra ID as a directory: people and groups by Microsoft Graph, tokens by msal.

`peer` is what the cycle uses. Importing it loads requests and msal, so that only functions with the layer `directory`
may, and only when a source of this kind is read; `source` and `clouds` load nothing.

peer         test the connection, read, find: the contract of `people.Peer`
reading      everybody, or what changed, batch by batch
changes      who may have other groups than before, from the changes of groups
membership   in which of the watched groups people are
watermark    what is kept between readings
wire         an object of Graph ↔ a person
graph        requests to Graph: pages, batches, errors
sign_in      tokens
https        requests over HTTPS: certificates, time limits, repetition, size
credentials  a secret or a certificate, by which the application proves who it is
source       the settings of one source
clouds       the addresses of Microsoft's clouds
"""
