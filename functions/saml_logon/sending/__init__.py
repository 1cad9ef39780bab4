"""Messages to an identity provider, and the bindings that carry messages in both directions.

outgoing      sends a message by the browser
messages      the XML of our requests, answers and metadata
redirects     HTTP-Redirect, both directions
posts         HTTP-POST, messages received
bindings      Binding and SigningKey
addresses     our own addresses, and the pages that a logon may lead to
destinations  addresses of the identity provider
"""
