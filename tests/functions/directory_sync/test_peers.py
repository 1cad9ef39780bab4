"""What a source of the settings becomes: the directory that is read, with its groups and attributes."""

import pytest

from functions.directory_sync import peers
from functions.directory_sync.entra.credentials import Secret
from functions.directory_sync.entra.peer import EntraDirectory
from functions.directory_sync.ldap.peer import LdapPeer
from functions.directory_sync.memory import credentials
from functions.directory_sync.people import DirectoryIncomplete
from functions.directory_sync.sources import Source
from koppel.domain.texts import Text
from tests.functions.directory_sync.people import EMPLOYEES, MANAGERS, THERAPISTS, source
from tests.functions.directory_sync.site import Site

LDAP = Source.model_validate(
    {
        "name": "own",
        "ldap": {
            "hosts": [{"name": "dc1.linde.example", "address": "10.0.0.4"}, {"name": "dc2.linde.example"}],
            "bind_name": "CN=Koppel,OU=Service,DC=linde,DC=example",
            "base_dns": ["OU=Zorg,DC=linde,DC=example"],
            "people_filter": "(department=Zorg)",
        },
        "scope_groups": ["CN=Zorg,DC=linde,DC=example"],
        "roles": [{"group": "CN=Admins,DC=linde,DC=example", "roles": ["ith.ApplicationManager"]}],
        "email": "first(mail, userPrincipalName)",
        "infix": "prefix_of(sn)",
    }
)


def test_an_entra_source_reads_the_groups_and_attributes_that_it_needs() -> None:
    entra = source()
    assert entra.entra
    made = peers.entra_source(entra, entra.entra, "the-secret")
    assert (made.tenant, made.client_id, made.credential) == ("linde.example", "app", Secret("the-secret"))
    assert (set(made.scope), set(made.groups)) == ({EMPLOYEES}, {THERAPISTS, MANAGERS})
    assert made.attributes == {"employeeId", "givenName", "surname", "mail"}
    assert isinstance(peers.directory(entra, "the-secret"), EntraDirectory)


def test_an_ldap_source_reads_the_same() -> None:
    assert LDAP.ldap
    made = peers.ldap_source(LDAP, LDAP.ldap, "pass")
    assert [(each.name, each.address) for each in made.hosts] == [
        ("dc1.linde.example", "10.0.0.4"),
        ("dc2.linde.example", ""),
    ]
    assert (made.password, made.people_filter) == ("pass", "(department=Zorg)")
    assert made.scope_groups == ("CN=Zorg,DC=linde,DC=example",)
    assert set(made.groups) == {"CN=Zorg,DC=linde,DC=example", "CN=Admins,DC=linde,DC=example"}
    assert {"mail", "userPrincipalName", "sn", "employeeId", "givenName"} <= set(made.attributes)
    assert "pass" not in repr(made)
    assert isinstance(peers.directory(LDAP, "pass"), LdapPeer)


def test_the_secret_of_a_source_is_that_which_was_set(here: Site) -> None:
    here.done("set-directory-secret", source="entra", secret="the-secret")
    found = peers.open_directory(here.tenant, source(), credentials.read(here.tenant, "entra"))
    assert isinstance(found, EntraDirectory)


def test_no_secret_no_directory(here: Site) -> None:
    with pytest.raises(DirectoryIncomplete) as refused:
        peers.open_directory(here.tenant, source(), None)
    assert refused.value.problem.slug == "secret-missing"
    assert isinstance(refused.value.problem.explanation, Text)


def test_a_source_that_names_no_directory_is_none() -> None:
    with pytest.raises(ValueError, match="no directory"):
        peers.directory(source(entra=None), "x")
