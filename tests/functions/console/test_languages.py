"""Readers of both languages in one process."""

from tests.functions.console.conftest import Console


def test_one_readers_language_is_not_anothers(console: Console) -> None:
    for language, word, other in 2 * (
        ("en", "<h1>Integrations</h1>", "Koppelingen"),
        ("nl", "<h1>Koppelingen</h1>", "Integrations"),
    ):
        console.manager.language = language
        page = console.manager.get("/console/demo").body
        assert word in page
        assert other not in page
