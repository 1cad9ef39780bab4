"""The tile "Active Directory": the directories of an organisation, and what is pushed."""

from pydantic import field_validator

from functions.directory_sync.pushed import ScimSettings
from functions.directory_sync.sources import Source
from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.activity import Counted
from koppel.domain.tiles.tile import Purpose, Settings, Tile, explained

MOST_SOURCES = 8


class DirectorySettings(Settings):
    """The settings of the tile."""

    sources: tuple[Source, ...] = explained(
        nl=("Bronnen", "Eén voor elke directory waaruit medewerkers komen."),
        en=("Sources", "One for each directory that professionals come from."),
        default=(),
        max_length=MOST_SOURCES,
    )
    scim: ScimSettings = explained(
        nl=("SCIM", "Voor een identiteitsprovider die medewerkers zelf doorgeeft."),
        en=("SCIM", "For an identity provider that pushes professionals itself."),
        default_factory=ScimSettings,
    )

    @field_validator("sources")
    @classmethod
    def _each_name_once(cls, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        if len({each.name for each in sources}) < len(sources):
            raise WrongValue(nl="hebben twee keer dezelfde naam", en="have the same name twice")
        return sources

    def source(self, name: str) -> Source | None:
        """The source with this name."""
        return next((each for each in self.sources if each.name == name), None)


TILE = Tile(
    "directory_sync",
    Purpose.SYNCHRONISATION,
    Text(nl="Active Directory", en="Active Directory"),
    Text(
        nl="Accounts van medewerkers volgen uw directory: Entra ID of een Active Directory op eigen servers. Wie in "
        "dienst komt krijgt een account, wie vertrekt verliest de toegang. Een ronde die velen de toegang zou ontnemen "
        "wacht op uw goedkeuring. Een identiteitsprovider kan medewerkers ook zelf doorgeven met SCIM; maak daarvoor "
        "een API-gebruiker met het recht Medewerkers bijhouden.",
        en="Accounts of professionals follow your directory: Entra ID or an Active Directory on servers of your own. "
        "Who joins gets an account, who leaves loses access. A cycle that would take access from many waits for your "
        "approval. An identity provider can also push professionals itself by SCIM; make an API user with the scope "
        "Provision employees for it.",
    ),
    DirectorySettings,
    Counted.CALLS,
)
