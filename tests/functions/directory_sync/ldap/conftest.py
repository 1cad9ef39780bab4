"""An Active Directory as tests see it: a domain controller of a module's own, and readings of it put together."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from functions.directory_sync.ldap.peer import LdapPeer
from functions.directory_sync.ldap.source import LdapHost, LdapSource
from functions.directory_sync.people import Batch, DirectoryPerson
from tests.harness import samba, samba_domain, samba_image, slapd
from tests.harness.authority import Authority
from tests.harness.ldap_relay import Relay, relay
from tests.harness.samba import DomainController
from tests.harness.samba_changes import Changes, changes

ATTRIBUTES = ("mail", "givenName", "sn", "employeeID")
WARD = f"OU=Ward,{samba_domain.STAFF}"
"""A small unit of a dozen people, for all that does not need many."""


@dataclass
class Reading:
    """What a reading brought, the last of each person."""

    people: dict[str, DirectoryPerson] = field(default_factory=dict)
    batches: list[Batch] = field(default_factory=list)

    @property
    def watermark(self) -> str:
        """From where the next reading begins."""
        return self.batches[-1].watermark

    @property
    def is_full(self) -> bool:
        """Whether it brought everybody."""
        assert len({each.is_full for each in self.batches}) == 1
        return self.batches[-1].is_full

    def applied_to(self, state: Mapping[str, DirectoryPerson]) -> dict[str, DirectoryPerson]:
        """Who is there after this reading, when these were there before."""
        known = {} if self.is_full else dict(state)
        for identity, each in self.people.items():
            if each.removed:
                known.pop(identity, None)
            else:
                known[identity] = each
        return known


def read(source: LdapSource, text: str = "") -> Reading:
    """A whole reading."""
    found = Reading()
    for each in LdapPeer(source).read(text):
        found.batches.append(each)
        found.people.update({person.id: person for person in each.people})
    return found


def source_of(controller: DomainController, **settings: Any) -> LdapSource:
    """Settings for the ward of this domain controller, unless others are given."""
    usual: dict[str, Any] = {
        "hosts": (LdapHost(controller.name, controller.address),),
        "ca_pem": controller.authority.pem,
        "bind_name": f"{samba_domain.READER}@{samba_domain.REALM}",
        "password": samba_domain.PASSWORD,
        "base_dns": (WARD,),
        "attributes": ATTRIBUTES,
    }
    return LdapSource(**usual | settings)


def through(source: LdapSource, relay: Relay) -> LdapSource:
    """The same settings by way of a relay, which shows the name of the first host."""
    return replace(source, hosts=(LdapHost(source.hosts[0].name, relay.address),), port=relay.port)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The authority that the sources of a module trust."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def controller(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[DomainController]:
    """A domain controller with 2,000 people, for all tests of a module."""
    if not samba_image.is_installed():
        pytest.skip("Samba's domain controller is not installed")
    with samba.running(tmp_path_factory.mktemp("samba") / "dc1", authority) as running:
        yield running


@pytest.fixture(scope="module")
def other_controller(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[DomainController]:
    """Another one of the same domain, which counts its changes by itself."""
    if not samba_image.is_installed():
        pytest.skip("Samba's domain controller is not installed")
    with samba.running(tmp_path_factory.mktemp("samba") / "dc2", authority, samba.OTHER_NAME) as running:
        yield running


@pytest.fixture(scope="module")
def hands(controller: DomainController) -> Iterator[Changes]:
    """What an administrator does there."""
    with changes(controller) as administrator:
        yield administrator


@pytest.fixture
def watcher(controller: DomainController) -> Iterator[Relay]:
    """A relay before the domain controller."""
    certificate = controller.authority.issue(controller.name)
    with relay(certificate, (controller.address, samba.LDAPS)) as between:
        yield between


@pytest.fixture
def slapd_with(tmp_path: Path, authority: Authority) -> Iterator[Callable[..., slapd.Slapd]]:
    """Starts OpenLDAP."""
    if not slapd.is_installed():
        pytest.skip("slapd is not installed")
    with ExitStack() as stack:
        yield lambda **limits: stack.enter_context(slapd.running(tmp_path / "slapd", authority, **limits))
