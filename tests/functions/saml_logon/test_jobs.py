"""Certificates as the daily watch of operations sees them: what logons and commands write is what it reads."""

from dataclasses import replace

import pytest

from functions.saml_logon.jobs import DAILY
from tests.functions.saml_logon.conftest import Saml
from tests.harness.saml import Signer, key_pair, metadata


def watch(saml: Saml) -> int:
    """How many entries change."""
    return DAILY["certificates"](saml.world.tenant)


@pytest.fixture
def soon(saml: Saml) -> Saml:
    """A connection whose provider signs with a certificate that ends in two weeks."""
    pair = key_pair("idp-soon", expires=75)
    saml.provider = replace(saml.provider, signer=Signer(pair=pair))
    saml.operate("saml-load-metadata", connection=saml.connection, metadata=metadata(pair).decode())
    return saml


def test_a_logon_and_the_watch_tell_of_a_certificate_in_one_entry(soon: Saml) -> None:
    assert soon.log_on().location == "/"
    assert watch(soon) == 0
    assert soon.entries()["certificate-expires"].count == 1


def test_the_entry_closes_when_new_metadata_are_loaded(soon: Saml) -> None:
    assert watch(soon) == 1
    new = metadata(key_pair("idp")).decode()
    soon.operate("saml-load-metadata", connection=soon.connection, metadata=new)
    assert watch(soon) == 1
    assert soon.entries() == {}


def test_the_entry_closes_when_the_connection_is_removed(soon: Saml) -> None:
    watch(soon)
    soon.operate("saml-remove-connection", connection=soon.connection)
    assert soon.entries() == {}


def test_our_own_keys_are_told_of_until_they_are_replaced(saml: Saml) -> None:
    assert watch(saml) == 0
    saml.world.clock.move(days=3640)
    watch(saml)
    assert "own-certificate-expires" in saml.entries()
    saml.operate("saml-rotate-keys", connection=saml.connection, overlap_days=1)
    watch(saml)
    assert "own-certificate-expires" not in saml.entries()
