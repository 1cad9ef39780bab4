"""XML as SAML is written in it: names, one parser, the libraries under it."""
