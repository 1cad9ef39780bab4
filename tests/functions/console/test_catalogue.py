"""Every text of a template is in the Dutch catalogue once, and the catalogue has no other."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from functions.console import view, wording

METHODS = [("**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"**.html": {"trimmed": "false", "newstyle_gettext": "true", "silent": "false"}}


def texts() -> set[str]:
    """What templates say, in English. A text with a plural is named by its singular."""
    found = extract_from_dir(view.TEMPLATES, METHODS, OPTIONS)
    return {each if isinstance(each, str) else each[0] for _, _, each, _, _ in found}


def translated() -> Iterator[tuple[Path, Message]]:
    """Each Dutch text with its file."""
    for path in sorted((wording.LOCALE / "nl").glob("*.po")):
        with path.open(encoding="utf-8") as source:
            yield from ((path, each) for each in read_po(source, locale="nl") if each.id)


def ids() -> list[str]:
    return [each.id if isinstance(each.id, str) else each.id[0] for _, each in translated()]


def test_templates_say_nothing_in_english_only() -> None:
    assert sorted(texts() - set(ids())) == []


def test_the_catalogue_has_nothing_that_no_template_says() -> None:
    assert sorted(set(ids()) - texts()) == []


def test_each_text_is_translated_once() -> None:
    assert [text for text, count in Counter(ids()).items() if count > 1] == []


def test_each_translation_is_there_and_is_sure() -> None:
    for path, each in translated():
        assert not each.fuzzy, (path, each.id)
        assert all(each.string) if isinstance(each.string, tuple) else each.string, (path, each.id)


def test_a_translation_has_the_names_of_its_text() -> None:
    for path, each in translated():
        if isinstance(each.id, str):
            assert _names(each.id) == _names(str(each.string)), (path, each.id)


def _names(text: str) -> set[str]:
    """`%(name)s` in a text."""
    plain = text.replace("%(", "{").replace(")s", "}")
    return {name for _, name, _, _ in Formatter().parse(plain) if name}
