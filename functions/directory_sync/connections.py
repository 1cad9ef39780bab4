"""Connections: how a directory is reached, without the secret."""

from functions.directory_sync.choices import CLOUD_LABELS, ENCRYPTION_LABELS
from functions.directory_sync.entra.clouds import Cloud
from functions.directory_sync.ldap.source import Encryption
from koppel.domain.tiles.tile import Item, Settings, explained


class EntraSettings(Settings):
    """A tenant of Entra ID, formerly Azure AD."""

    tenant: str = explained(
        nl=("Tenant", "Directory-id (tenant) van uw app-registratie, of een domein van de tenant."),
        en=("Tenant", "Directory (tenant) id of your app registration, or a domain of the tenant."),
        example="11111111-2222-3333-4444-555555555555",
        min_length=1,
        max_length=253,
    )
    client_id: str = explained(
        nl=("Toepassing", "Toepassings-id (client) van uw app-registratie. Het geheim stelt u apart in."),
        en=("Application", "Application (client) id of your app registration. Its secret is set apart from this."),
        example="66666666-7777-8888-9999-000000000000",
        min_length=1,
        max_length=100,
    )
    cloud: Cloud = explained(
        nl=("Cloud", "De cloud waarin de tenant staat."),
        en=("Cloud", "The cloud that the tenant is in."),
        choices=CLOUD_LABELS,
        default=Cloud.GLOBAL,
    )


class LdapHost(Settings):
    """A domain controller."""

    name: Item = explained(
        nl=("Naam", "Zoals in het certificaat van de domeincontroller."),
        en=("Name", "As in the certificate of the domain controller."),
        example="dc1.linde.local",
    )
    address: str = explained(
        nl=("Adres", "IP-adres, als de naam van hieruit niet te vinden is; leeg: de naam."),
        en=("Address", "IP address, where the name cannot be looked up from here; empty: the name."),
        example="10.0.0.10",
        default="",
        max_length=253,
    )


class LdapSettings(Settings):
    """An Active Directory of one's own, over LDAP."""

    hosts: tuple[LdapHost, ...] = explained(
        nl=("Domeincontrollers", "Van één domein, elk met een eigen naam; de eerste die antwoordt wordt gebruikt."),
        en=("Domain controllers", "Of one domain, each by a name of its own; the first that answers is used."),
        min_length=1,
        max_length=8,
    )
    encryption: Encryption = explained(
        nl=("Versleuteling", "Een verbinding zonder versleuteling is niet mogelijk."),
        en=("Encryption", "A connection without encryption is not possible."),
        choices=ENCRYPTION_LABELS,
        default=Encryption.LDAPS,
    )
    port: int | None = explained(
        nl=("Poort", "Leeg: de gewone poort, 636 of 389."),
        en=("Port", "Empty: the usual port, 636 or 389."),
        example="636",
        default=None,
        ge=1,
        le=65_535,
    )
    ca_certificate: str = explained(
        nl=(
            "CA-certificaat",
            "Het certificaat (PEM) van de uitgever van de certificaten van de domeincontrollers. Het wordt altijd "
            "gecontroleerd. Leeg: een openbare uitgever.",
        ),
        en=(
            "CA certificate",
            "The certificate (PEM) of the authority behind those of the domain controllers. It is always checked. "
            "Empty: a public authority.",
        ),
        example="-----BEGIN CERTIFICATE-----",
        is_long=True,
        default="",
        max_length=20_000,
    )
    bind_name: str = explained(
        nl=("Account", "Een account dat alleen mag lezen. Het wachtwoord stelt u apart in."),
        en=("Account", "An account that may only read. Its password is set apart from this."),
        example="koppel@linde.local",
        min_length=1,
        max_length=400,
    )
    base_dns: tuple[Item, ...] = explained(
        nl=("Organisatie-eenheden", "DN's waaronder de medewerkers staan, één per regel; leeg: het hele domein."),
        en=("Organisational units", "DNs below which the professionals are, one a line; empty: the whole domain."),
        example="OU=Medewerkers,DC=linde,DC=local",
        default=(),
        max_length=20,
    )
    people_filter: str = explained(
        nl=("Filter", "LDAP-filter waaraan een medewerker moet voldoen; leeg: iedereen."),
        en=("Filter", "LDAP filter that a professional must match; empty: everybody."),
        example="(employeeType=medewerker)",
        default="",
        max_length=1000,
    )
