"""The page on which a browser encrypts a file for a receiver. Nothing is uploaded: the page's policy lets its scripts
send nothing, and the file is encrypted by a worker in the browser."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from textwrap import wrap
from urllib.parse import urlencode

from functions.bulk_import import keys, receivers
from functions.bulk_import.import_key import ImportKey
from functions.bulk_import.receivers import Receiver
from functions.bulk_import.tile import TILE
from functions.bulk_import.transfer import assets
from functions.bulk_import.transfer.words import MONTHS, TEXTS, TITLE
from koppel.aws import row_keys
from koppel.aws.row_keys.row_key import RowKey
from koppel.domain import zones
from koppel.domain.times import SECONDS
from koppel.entrance.browser import Visit, not_found
from koppel.entrance.documentation import language_of
from koppel.entrance.languages import say
from koppel.entrance.requests import Response

MEGABYTES = 50
"""The largest file (in millions of bytes) that the page encrypts: with its envelope, an import takes it."""
TEMPLATE = Path(__file__).parent / "page.html"
KEY_SUFFIX = ".asc"


def places(org: str) -> list[RowKey]:
    """The rows that the page is made of, for the entrance."""
    return [row_keys.imports.keys(org), row_keys.imports.receivers()]


def show(visit: Visit) -> Response:
    """The page. `?receiver=` names a receiver, `?language=` a language; it is for nobody's frame."""
    own = _own(visit)
    offered = receivers.offered(own, _published(visit), visit.tenant.now())
    wanted = next(iter(visit.query.get("receiver", ())), "")
    chosen = receivers.chosen(wanted, own, offered)
    language = language_of(visit.query, visit.headers)
    return replace(visit.page, language=language, frame_sources=()).show(
        TEMPLATE,
        TITLE,
        headers={"Vary": "Accept-Language"},
        outcome="secure-transfer",
        scripts=True,
        workers=True,
        texts=TEXTS,
        receivers=offered,
        chosen=chosen,
        is_gone=bool(wanted) and chosen is None,
        megabytes=MEGABYTES,
        grouped=grouped,
        day=lambda moment: day(moment, visit.organisation.zone, language),
        other=_other(language, wanted),
        script=assets.address("page.js"),
    )


def public_key(visit: Visit, name: str) -> Response:
    """The public key of a receiver that senders are offered now, as a file: `<id>.asc`."""
    offered = receivers.offered(_own(visit), _published(visit), visit.tenant.now())
    found = next((each for each in offered if f"{each.id}{KEY_SUFFIX}" == name), None)
    if found is None:
        return not_found(visit.page)
    return Response(
        status=200,
        body=found.key.armored.encode(),
        content_type="application/pgp-keys",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
        outcome="public-key",
    )


def grouped(fingerprint: str) -> list[str]:
    """The fingerprint in two lines of groups of four digits, as programs show it to people."""
    return [" ".join(wrap(half, 4)) for half in wrap(fingerprint.upper(), len(fingerprint) // 2)]


def day(moment: str, zone: str, language: str) -> str:
    """The day of this moment (UTC to the second) in the zone, as people write it."""
    found = zones.day(datetime.strptime(moment, SECONDS).replace(tzinfo=UTC), zone)
    return f"{found.day} {say(MONTHS, language).split()[found.month - 1]} {found.year}"


def _own(visit: Visit) -> list[ImportKey]:
    """The organisation's own keys, none where it does not use bulk import."""
    if not visit.tiles[TILE.integration].in_use:
        return []
    return keys.from_row(visit.rows.get(row_keys.imports.keys(visit.organisation.slug)))


def _published(visit: Visit) -> list[Receiver]:
    return receivers.from_row(visit.rows.get(row_keys.imports.receivers()))


def _other(language: str, wanted: str) -> str:
    """The address of the page in the other language."""
    query = {"language": "en" if language == "nl" else "nl", **({"receiver": wanted} if wanted else {})}
    return f"?{urlencode(query)}"
