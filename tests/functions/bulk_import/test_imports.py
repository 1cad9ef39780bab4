"""An import from its file to the accounts: test run, approval, final run, the same file again, undo."""

from collections.abc import Iterator
from datetime import date

import pytest

from koppel.domain.accounts.account import Role
from koppel.domain.runs.item import ItemOutcome, ItemVerb
from koppel.domain.runs.run import RunState
from tests.functions.bulk_import.import_desk import TITLES, Desk, client, clients_file, open_desk
from tests.functions.bulk_import.imports import PROFESSIONAL_TITLES
from tests.harness.workbooks import by_openpyxl, excel

CREATE, UPDATE, UNCHANGED = ItemVerb.CREATE, ItemVerb.UPDATE, ItemVerb.UNCHANGED
PROFESSIONALS = [*PROFESSIONAL_TITLES.split(", ")]


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as made:
        yield made


def test_nothing_is_written_before_the_approval_and_everything_after_it(desk: Desk) -> None:
    run = desk.test_run(clients_file(client(1), client(2, infix="van", date_of_birth=date(1990, 5, 6))))
    assert (run.state, desk.verbs(run)) == (RunState.WAITING, [CREATE, CREATE])
    assert desk.client("C-1") is None
    done = desk.approve(run)
    assert (done.state, done.outcomes) == (RunState.DONE, {ItemOutcome.APPLIED: 2})
    made = desk.client("C-2")
    assert made is not None
    assert (made.name, made.text("date_of_birth"), made.external_source) == (
        "Johanna van Berg 2",
        "1990-05-06",
        "Import",
    )


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    content = clients_file(client(1), client(2))
    desk.final_run(content)
    again = desk.test_run(content)
    assert (again.state, desk.verbs(again)) == (RunState.DONE, [UNCHANGED, UNCHANGED])


def test_undo_makes_it_as_before(desk: Desk) -> None:
    content = clients_file(client(1))
    run = desk.final_run(content)
    undone = desk.undo(run)
    made = desk.client("C-1")
    assert undone.state is RunState.DONE
    assert made is None or not made.active
    assert desk.run(run.id).undone_by == undone.id


def test_an_encrypted_file_is_opened_by_a_key_of_the_organisation(desk: Desk) -> None:
    desk.set_tile("{}")
    done = desk.final_run(desk.encrypted(clients_file(client(1))))
    assert done.outcomes == {ItemOutcome.APPLIED: 1}


def test_a_plain_file_is_refused_where_the_tile_wants_encryption(desk: Desk) -> None:
    desk.set_tile("{}")
    run = desk.test_run(clients_file(client(1)))
    assert (run.state, [each.slug for each in run.reasons]) == (RunState.FAILED, ["file-not-encrypted"])
    assert desk.entries() == ["file-not-encrypted"]


def test_files_are_deleted_when_the_test_run_is_done_or_has_failed(desk: Desk) -> None:
    run = desk.test_run(clients_file(client(1)))
    assert not [key for key in desk.files() if key.startswith("_uploads/")]
    assert [key for key in desk.files() if run.id in key]
    desk.test_run(b"no workbook; at all\x00")
    assert not [key for key in desk.files() if key.startswith("_uploads/")]


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b"", "file-empty"),
        (b"%PDF-1.7", "file-other"),
        (b"PK\x03\x04broken", "workbook-damaged"),
        (b"-----BEGIN PGP MESSAGE-----\n\nwcBM\n-----END PGP MESSAGE-----\n", "message-no-key"),
        (b"a;b\r\n1;2\r\n", "heading-missing"),
        (excel([["E-mail", "Voornaam"], ["a@b.nl", "A"]]), "columns-missing"),
        (excel([TITLES]), "no-rows"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_file_that_cannot_be_read_fails_with_an_entry_and_words(desk: Desk, content: bytes, slug: str) -> None:
    run = desk.test_run(content)
    assert (run.state, [each.slug for each in run.reasons]) == (RunState.FAILED, [slug])
    assert desk.entries() == [slug]
    assert desk.test_run(clients_file(client(1))).state is RunState.WAITING  # the slot is free again


def test_one_bad_row_never_hides_the_others(desk: Desk) -> None:
    run = desk.test_run(clients_file(client(1, email="x"), client(2), client(2), client(3, id="")))
    assert desk.verbs(run) == [ItemVerb.REFUSED, CREATE, ItemVerb.DUPLICATE, ItemVerb.REFUSED]
    assert desk.said(run) == [["cell-wrong"], [], ["row-repeated"], ["cell-empty"]]
    done = desk.approve(run)
    assert done.outcomes == {ItemOutcome.APPLIED: 1, ItemOutcome.REFUSED: 3}
    assert desk.entries() == ["import-rows-refused"]


def test_an_id_that_another_client_has_is_told_so_that_the_requester_understands(desk: Desk) -> None:
    desk.world.client("C-1")
    run = desk.test_run(clients_file(client(1)))
    ((item, _),) = desk.rows(run)
    assert (item.verb, [each.slug for each in item.reasons]) == (ItemVerb.REFUSED, ["id-of-another"])
    assert "the new client id is already in use by another client" in item.reasons[0].text.en


def test_an_email_address_that_another_account_has_is_told_too(desk: Desk) -> None:
    desk.world.professional("P-1", email="c1@example.org")
    run = desk.test_run(clients_file(client(1)))
    assert desk.said(run) == [["value-of-another"]]


def test_what_is_not_read_is_told_to_who_approves(desk: Desk) -> None:
    rows = [[*TITLES, "Opmerking"], [*client(1), "bellen"], [*client(2, date_of_birth="12/31/1980"), ""]]
    run = desk.test_run(excel(rows))
    assert [each.slug for each in run.reasons] == ["everything-read", "columns-unread", "month-first"]
    assert "Opmerking (J1)" in run.reasons[1].text.nl


def test_professionals_and_relationships_follow_each_other(desk: Desk) -> None:
    desk.final_run(clients_file(client(1), client(2)))
    staff = excel(
        [
            PROFESSIONALS,
            ["m1@example.org", "Bas", "", "Wit", "M-1", "Supervisor"],
            ["m2@example.org", "An", "", "Oe", "M-2", ""],
        ]
    )
    desk.final_run(staff, "new_professionals")
    first, second = desk.professional("M-1"), desk.professional("M-2")
    assert first is not None
    assert second is not None
    assert (first.roles, second.roles) == ((Role.SUPERVISOR,), (Role.THERAPIST,))
    links = excel([["Professional ID", "Client ID"], ["M-1", "C-1"], ["M-9", "C-1"], ["M-1", "C-9"], ["M-1", "C-1"]])
    run = desk.test_run(links, "relationships")
    assert desk.verbs(run) == [ItemVerb.RELATE, ItemVerb.REFUSED, ItemVerb.REFUSED, ItemVerb.DUPLICATE]
    assert desk.said(run)[1:] == [["professional-unknown"], ["unknown-account"], ["row-repeated"]]
    assert desk.approve(run).outcomes[ItemOutcome.APPLIED] == 1
    client_1 = desk.client("C-1")
    assert client_1 is not None
    by_key = excel([["Professional key", "Client key"], [second.key, client_1.key], ["f" * 32, client_1.key]])
    run = desk.test_run(by_key, "existing_relationships")
    assert (desk.verbs(run), desk.said(run)[1]) == ([ItemVerb.RELATE, ItemVerb.REFUSED], ["professional-unknown"])


def test_an_update_changes_what_the_file_names_and_crosschecks_the_email_address(desk: Desk) -> None:
    one, two = desk.world.client("C-1"), desk.world.client("C-2")
    rows = [
        ["Minddistrict ID", "Client ID", "Email address"],
        [one.key, "N-1", one.text("email")],
        [two.key, "N-2", "x@y.nl"],
    ]
    run = desk.test_run(excel(rows), "update_clients")
    assert (desk.verbs(run), desk.said(run)) == ([UPDATE, ItemVerb.REFUSED], [[], ["other-account"]])
    ((item, _), _) = desk.rows(run)
    assert (item.before["id"], item.after["id"]) == ("C-1", "N-1")
    desk.approve(run)
    assert desk.client("N-1") is not None
    assert desk.client("C-1") is None


def test_an_update_by_the_external_id(desk: Desk) -> None:
    desk.world.client("C-1")
    run = desk.final_run(excel([["Client ID", "Last name"], ["C-1", "Wit"], ["C-9", "Zwart"]]), "update_clients")
    found = desk.client("C-1")
    assert found is not None
    assert found.text("last_name") == "Wit"
    assert run.outcomes == {ItemOutcome.APPLIED: 1, ItemOutcome.REFUSED: 1}


def test_a_new_id_that_another_client_has_is_refused(desk: Desk) -> None:
    one, _ = desk.world.client("C-1"), desk.world.client("C-2")
    run = desk.test_run(excel([["Minddistrict ID", "Client ID"], [one.key, "C-2"]]), "update_clients")
    assert desk.said(run) == [["value-of-another"]]


def test_rows_of_a_person_who_is_there_already_are_updates_that_mail_nobody(desk: Desk) -> None:
    content = clients_file(client(1))
    desk.final_run(content)
    run = desk.final_run(clients_file(client(1, last_name="Nieuw")), welcome=["clients"])
    assert desk.verbs(run) == [UPDATE]
    assert run.outcomes == {ItemOutcome.APPLIED: 1}


def test_a_large_file_is_read_and_applied_in_pages(desk: Desk) -> None:
    run = desk.test_run(clients_file(*map(client, range(250))))
    assert (run.pages, run.rows) == (3, 250)
    assert desk.approve(run).outcomes == {ItemOutcome.APPLIED: 250}


def test_openpyxl_makes_the_same_import(desk: Desk) -> None:
    assert desk.verbs(desk.test_run(by_openpyxl([TITLES, client(1)]))) == [CREATE]


def test_two_people_approve_where_the_tile_demands_it(desk: Desk) -> None:
    desk.set_tile('{"must_encrypt": false, "approvals": 2}')
    run = desk.approve(desk.test_run(clients_file(client(1))))
    assert (run.state, len(run.approvals), desk.client("C-1")) == (RunState.WAITING, 1, None)


def test_all_or_nothing_by_the_tile_or_by_choice(desk: Desk) -> None:
    content = clients_file(client(1), client(2, email="x"))
    assert desk.test_run(content, all_or_nothing=True).all_or_nothing
    desk.set_tile('{"must_encrypt": false, "all_or_nothing": true}')
    assert desk.test_run(content).all_or_nothing
    assert not desk.test_run(content, all_or_nothing=False).all_or_nothing


def test_an_import_that_is_read_or_applied_keeps_others_out(desk: Desk) -> None:
    content = clients_file(client(1))
    desk.done("start-import", script="new_clients", upload=desk.upload(content))
    assert desk.declined("start-import", script="new_clients", upload=desk.upload(content)) == "run-busy"
    desk.work()
    assert desk.test_run(content).state is RunState.WAITING


def test_an_import_needs_its_file_and_a_tile_that_is_on(desk: Desk) -> None:
    assert desk.declined("start-import", script="new_clients", upload="0" * 32) == "upload-missing"
    upload = desk.upload(clients_file(client(1)))
    desk.set_tile(on=False)
    assert desk.declined("start-import", script="new_clients", upload=upload) == "import-off"


def test_a_file_that_is_replaced_after_the_start_is_refused(desk: Desk) -> None:
    upload = desk.upload(clients_file(client(1)))
    run = desk.done("start-import", script="new_clients", upload=upload)["run"]
    desk.replace(upload, clients_file(client(2)))
    desk.work()
    assert [each.slug for each in desk.run(run).reasons] == ["upload-changed"]
