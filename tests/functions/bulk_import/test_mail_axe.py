"""axe-core finds nothing in a welcome mail, in any language."""

from collections.abc import Iterator

import pytest

from functions.bulk_import.tile import MailLanguage
from tests.functions.bulk_import.mail_desk import mailing
from tests.harness.axe import NARROW, Answered, Bench, open_bench
from tests.harness.world import world

pytestmark = pytest.mark.xdist_group("console and axe")


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with open_bench() as found:
        yield found


@pytest.mark.parametrize("language", list(MailLanguage))
def test_nothing_is_found_in_the_mail(bench: Bench, language: MailLanguage) -> None:
    with world() as made, mailing(made) as mails:
        mails.set_tile(mail_language=language)
        mails.ask_for(1)
        mails.deliver()
        html = mails.post.asked[0]["Content"]["Simple"]["Body"]["Html"]["Data"]
    shown = Answered(html, {"Content-Type": "text/html;charset=UTF-8"})
    assert list(bench.judge(shown, [(NARROW, "light"), (NARROW, "dark")])) == []
