"""The made-up clients in `events/`: both files are as they are made, and an import into the demo organisation reads
them."""

from collections.abc import Iterator
from typing import cast

import pytest

from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.presence import ClientDetails
from koppel.domain.runs.item import ItemOutcome, ItemVerb
from koppel.domain.runs.run import RunState
from tests.functions.bulk_import.import_desk import Desk, open_desk
from tests.harness import demo, demo_workbook

NEW = [ItemVerb.CREATE] * len(demo_workbook.NEW)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as made:
        made.world.set_tile("demo", "client_details", ClientDetails.model_validate(demo.FIELDS).model_dump_json())
        made.world.client(str(demo.CLIENT["id"]), **cast("dict[str, str]", demo.CLIENT["values"]))
        yield made


def test_the_files_are_as_they_are_made() -> None:
    assert demo_workbook.WORKBOOK.read_bytes() == demo_workbook.workbook()
    assert demo_workbook.TEXT.read_bytes() == demo_workbook.text()


@pytest.mark.parametrize("content", [demo_workbook.workbook(), demo_workbook.text()], ids=["xlsx", "csv"])
def test_a_test_run_has_something_of_everything_to_tell(desk: Desk, content: bytes) -> None:
    run = desk.test_run(content)
    assert run.state is RunState.WAITING
    assert desk.verbs(run) == [*NEW, ItemVerb.UPDATE, ItemVerb.DUPLICATE, ItemVerb.REFUSED]
    assert desk.said(run)[-2:] == [["row-repeated"], ["cell-wrong"]]
    done = desk.approve(run)
    assert done.outcomes[ItemOutcome.APPLIED] == len(NEW) + 1
    known = desk.client(str(demo.CLIENT["id"]))
    assert known is not None
    assert (known.kind, known.text("date_of_birth")) == (Kind.CLIENT, "1972-06-21")
