"""Templates: pages from Jinja2 templates, in which every value is escaped unless it is Markup already.

The templates of all pages and the one stylesheet are in the folder `templates` beside this module; a function adds a
folder of its own. Jinja2 is loaded with the first page: most requests are answered without one.
"""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

    from jinja2 import Environment

SHARED = Path(__file__).parent / "templates"


@cache
def environment(*folders: Path, translations: "NullTranslations | None" = None) -> "Environment":
    """The templates in these folders and those that all functions share, one environment for each language: its
    translations are in its globals. A name that a template uses and nobody gave is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

    made = Environment(
        loader=FileSystemLoader([*folders, SHARED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    if translations is not None:
        made.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    return made


@cache
def style() -> str:
    """The stylesheet, without comments and line ends. It goes into every page: one round trip shows it."""
    text = re.sub(r"/\*.*?\*/", "", (SHARED / "style.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text).strip()


@cache
def style_hash() -> str:
    """The source of the stylesheet for a content security policy (Content Security Policy level 3, section 2.3.1)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()}"
