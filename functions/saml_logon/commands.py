"""The operator's commands about connections: name, explanation, arguments and what each does."""

from collections.abc import Mapping
from typing import Any

from functions.saml_logon.operator import arguments as given
from functions.saml_logon.operator import connections
from koppel.entrance.direct import Command

COMMANDS: Mapping[str, Command[Any]] = {
    each.name: each
    for each in (
        Command(
            "saml-create-connection",
            "make a connection for an identity provider, with keys of our own",
            given.CreateConnection,
            connections.create_connection,
        ),
        Command(
            "saml-load-metadata",
            "take what an identity provider's metadata say: addresses and certificates",
            given.LoadMetadata,
            connections.load_metadata,
        ),
        Command(
            "saml-list-connections",
            "show the connections, their addresses, certificates and keys",
            given.OfOrganisation,
            connections.list_connections,
        ),
        Command(
            "saml-remove-connection",
            "remove a connection; nobody can log on by it any more",
            given.OfConnection,
            connections.remove_connection,
        ),
        Command(
            "saml-rotate-keys",
            "make new keys of our own for a connection; the old ones end after an overlap",
            given.RotateKeys,
            connections.rotate_keys,
        ),
        Command(
            "saml-list-logons",
            "show the last logons, with each check passed or failed and the attributes that came, masked",
            given.ListLogons,
            connections.list_logons,
        ),
        Command(
            "saml-unpin",
            "let a professional who was found by e-mail log on with another NameID from now on",
            given.Unpin,
            connections.unpin,
        ),
    )
}
