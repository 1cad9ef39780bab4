"""The Security tile: which sites may show our pages in a frame, and how long a session is valid."""

import re

from pydantic import field_validator

from koppel.domain.hosts import is_loopback
from koppel.domain.logon.platform import matches
from koppel.domain.logon.session import Lifetime
from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.tile import Purpose, Settings, Tile, explained
from koppel.domain.tiles.units import HOURS, MINUTES

_DOMAIN = re.compile(r"(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::[0-9]{1,5})?")


class SecuritySettings(Settings):
    """Settings of all integrations that log people on."""

    allow_frames: bool = explained(
        nl=("Frames toestaan", "Of andere sites deze pagina's in een frame mogen tonen."),
        en=("Allow frames", "Whether other sites may show these pages in a frame."),
        default=False,
    )
    frame_domains: tuple[str, ...] = explained(
        nl=(
            "Domeinen voor frames",
            "Sites die een frame mogen tonen en waarheen na inloggen mag worden doorgestuurd: portaal.example.org, of "
            "*.example.org voor alle namen daaronder. Altijd over https.",
        ),
        en=(
            "Domains for frames",
            "Sites that may show a frame and that a logon may be redirected to: portal.example.org, or *.example.org "
            "for all names below it. Always over https.",
        ),
        example="portaal.example.org",
        default=(),
        max_length=50,
    )
    idle_minutes: int = explained(
        nl=("Minuten zonder gebruik", "Na hoeveel minuten zonder gebruik een sessie eindigt."),
        en=("Minutes without use", "After how many minutes without use a session ends."),
        unit=MINUTES,
        default=30,
        ge=5,
        le=240,
    )
    longest_hours: int = explained(
        nl=("Langste sessie in uren", "Na hoeveel uren een sessie eindigt, ook als hij gebruikt wordt."),
        en=("Longest session in hours", "After how many hours a session ends, even while it is used."),
        unit=HOURS,
        default=12,
        ge=1,
        le=24,
    )

    @field_validator("frame_domains")
    @classmethod
    def _are_domains(cls, domains: tuple[str, ...]) -> tuple[str, ...]:
        lower = tuple(each.lower() for each in domains)
        if not all(_DOMAIN.fullmatch(each) for each in lower):
            raise WrongValue(
                nl="moeten domeinnamen zijn zonder https:// en zonder pad, zoals portaal.example.org",
                en="must be domain names without https:// and without a path, such as portal.example.org",
            )
        return lower

    @property
    def lifetime(self) -> Lifetime:
        """How long a session is valid."""
        return Lifetime(idle=self.idle_minutes * 60, absolute=self.longest_hours * 3600)

    @property
    def frame_sources(self) -> tuple[str, ...]:
        """Who may frame our pages, as sources of a Content Security Policy (CSP level 3, frame-ancestors)."""
        if not self.allow_frames:
            return ()
        return tuple(f"{scheme}://{each}" for each in self.frame_domains for scheme in _schemes(each))

    def may_redirect_to(self, scheme: str, host: str, port: int | None) -> bool:
        """Whether a logon may redirect to this address; `port` is None for the default one of the scheme."""
        authority = f"{host}:{port}" if port else host
        return self.allow_frames and any(
            scheme in _schemes(each) and matches(authority, each) for each in self.frame_domains
        )


def _schemes(domain: str) -> tuple[str, ...]:
    """http is allowed for this machine only, where developers work."""
    return ("https", "http") if is_loopback(domain.partition(":")[0]) else ("https",)


SECURITY = Tile(
    "security",
    Purpose.ACCOUNTS,
    Text(nl="Beveiliging", en="Security"),
    Text(
        nl="Welke sites deze pagina's in een frame mogen tonen, en hoe lang iemand ingelogd blijft.",
        en="Which sites may show these pages in a frame, and how long somebody stays logged on.",
    ),
    SecuritySettings,
)
