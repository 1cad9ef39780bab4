"""Settings of delegated logon: whom signed links log on, and how exact their clocks must be."""

from functions.delegated_logon.link_key import TargetGroup
from koppel.domain.texts import Text
from koppel.domain.tiles.activity import Counted
from koppel.domain.tiles.tile import Purpose, Settings, Tile, explained
from koppel.domain.tiles.units import SECONDS


class DelegatedLogonSettings(Settings):
    """The settings of the tile. Keys are not among them: each is shown once, when it is made."""

    clients: bool = explained(
        nl=("Actief voor cliënten en naasten", "Of links cliënten en hun naasten kunnen inloggen."),
        en=("Active for clients and friends", "Whether links can log on clients and their friends."),
        default=True,
    )
    professionals: bool = explained(
        nl=("Actief voor medewerkers", "Of links medewerkers kunnen inloggen."),
        en=("Active for professionals", "Whether links can log on professionals."),
        default=True,
    )
    lifetime_seconds: int = explained(
        nl=("Geldigheid in seconden", "Hoe oud een link mag zijn; verzenders rekenen op een uur (3600)."),
        en=("Lifetime in seconds", "How old a link may be; senders count on an hour (3600)."),
        unit=SECONDS,
        default=3600,
        ge=30,
        le=3600,
    )
    skew_seconds: int = explained(
        nl=("Speling in seconden", "Hoeveel de klok van een verzender op de onze voor mag lopen."),
        en=("Skew in seconds", "How far a sender's clock may be ahead of ours."),
        unit=SECONDS,
        default=60,
        ge=0,
        le=300,
    )
    hint: str = explained(
        nl=("Aanwijzing voor gebruikers", "Staat op de inlogpagina: via welk systeem men inlogt."),
        en=("Hint for users", "Shown on the logon page: the system through which people log on."),
        example="MijnZorg",
        default="",
        max_length=300,
    )

    def admits(self, group: TargetGroup) -> bool:
        """Whether links may log this group on."""
        return self.clients if group is TargetGroup.CLIENTS else self.professionals


TILE = Tile(
    "delegated_logon",
    Purpose.AUTHENTICATION,
    Text(nl="Gedelegeerd inloggen", en="Delegated logon"),
    Text(
        nl="Een EPD of portaal logt zijn gebruikers met een ondertekende link in; de sleutel daarvoor maakt u hier.",
        en="An EHR or a portal logs its users on with a signed link; you make the key for it here.",
    ),
    DelegatedLogonSettings,
    Counted.LOGONS,
)
