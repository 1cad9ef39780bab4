"""People as a directory has them, and what a directory must offer to be read: the contract of `entra` and `ldap`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, Protocol

from koppel.domain.problems.problem import NO_DETAILS, Problem

type Attributes = Mapping[str, tuple[str, ...]]
"""The values of each attribute, by the directory's own name for it; an attribute without a value is missing."""

NO_ATTRIBUTES: Attributes = MappingProxyType({})


class DirectoryPerson(NamedTuple):
    """One person as the directory has it now, whole: a change of one attribute brings all of them. A tuple, because a
    reading makes 50,000 of them, and a frozen dataclass takes five times as long to make.

    id          the directory's lasting id (Graph `id`, `objectGUID`), in one of the spellings of
                `koppel.domain.accounts.directory_ids`
    attributes  those that the tile's attribute map names
    groups      those of the watched groups (ids, or DNs in the tile's spelling) that the person is in, also by a nested
                group
    enabled     whether the directory lets the person log on
    removed     whether the directory deleted the person; then nothing else is known
    """

    id: str
    attributes: Attributes = NO_ATTRIBUTES
    groups: frozenset[str] = frozenset()
    enabled: bool = True
    removed: bool = False

    def __repr__(self) -> str:
        return f"DirectoryPerson({self.id})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one step of a reading brought. It may bring nobody.

    people     the people read; of a reading of changes those that changed, or may have
    is_full    whether the reading as a whole brings everybody: who does not occur in any of its batches is gone
    resume     `Peer.read` goes on behind this batch with this text, in another process and up to some days later
    watermark  of the last batch: from where the next reading of changes begins; "" before
    """

    people: tuple[DirectoryPerson, ...] = ()
    is_full: bool
    resume: str = ""
    watermark: str = ""

    @property
    def is_last(self) -> bool:
        """Whether the reading is complete."""
        return bool(self.watermark)


class StepName(StrEnum):
    """The steps of a test of the connection, in their order."""

    ADDRESS = "address"
    TLS = "tls"
    SIGN_IN = "sign-in"
    PERMISSION = "permission"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a test of the connection. A step that fails is the last one.

    problem  why it failed, of the catalogue of this integration; None when it went well
    details  values for the problem's texts; no personal data
    people   of the step PEOPLE: the first five people
    """

    name: StepName
    problem: Problem | None = None
    details: Mapping[str, str] = NO_DETAILS
    people: tuple[DirectoryPerson, ...] = ()


class WatermarkLost(Exception):
    """The directory no longer knows the watermark, or another server answers than the one that gave it: read all."""


class DirectoryIncomplete(Exception):
    """The directory did not answer, answered in part, or answered with nobody. Nothing follows from such an answer.

    problem  why, of the catalogue of this integration
    details  values for the problem's texts; no personal data
    """

    def __init__(self, problem: Problem, details: Mapping[str, str] = NO_DETAILS) -> None:
        super().__init__(problem.slug)
        self.problem = problem
        self.details = dict(details)


class Peer(Protocol):
    """A directory that can be read."""

    def check(self) -> Iterator[Step]:
        """Test the connection, step by step, up to and with the first that fails."""

    def read(self, watermark: str) -> Iterator[Batch]:
        """Read everybody (""), what changed since a watermark, or on from the `resume` of a batch.

        The last batch has the watermark of the next reading. A person may occur more than once; the last one counts.
        Raises WatermarkLost and DirectoryIncomplete.
        """

    def find(self, text: str) -> Iterator[DirectoryPerson]:
        """The people with exactly this directory id, e-mail address or account name, in scope or not. Raises
        DirectoryIncomplete."""
