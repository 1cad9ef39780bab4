"""The operator's command line: made of the table of commands, sent to the right function, said in plain text."""

import json
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from functions.bulk_import import command_entry as bulk_import
from functions.directory_sync import command_entry as directory
from functions.directory_sync.commands import ReleasePerson
from functions.operations import __main__ as command_line
from functions.operations.commands import COMMANDS
from functions.operations.lookups import OfAccount
from functions.saml_logon import command_entry as saml
from koppel.domain.problems.command import INVALID
from koppel.entrance import direct
from koppel.organisation.commands import Command
from tests.harness.office import Office

ELSEWHERE: Mapping[str, Mapping[str, Command[Any]]] = {
    "SamlOperator": saml.CARRIED_OUT_HERE,
    "DirectoryOperator": directory.CARRIED_OUT_HERE,
    "ImportOperator": bulk_import.CARRIED_OUT_HERE,
}
"""What the other functions that carry commands out have."""
STACKS: dict[str, dict[str, str]] = {
    "hub": {"ApiId": "a1", "OperatorFunction": "operator-2"},
    "other": {"ApiId": "a2"},
}
FUNCTIONS: dict[str, tuple[bytes, dict[str, str]]] = {
    "operator-1": (b'{"result": {"done": 1}}', {}),
    "operator-2": (b'{"result": {"done": 2}}', {}),
    "broken": (b'{"errorMessage": "canary"}', {"FunctionError": "Unhandled"}),
}


class Told:
    """An operator that notes what it is told."""

    def __init__(self, answer: dict[str, Any] | None = None) -> None:
        self.answer = answer or {"result": {"done": True}}
        self.asked: list[Mapping[str, Any]] = []

    def __call__(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self.asked.append(asked)
        return self.answer


def told(*words: str) -> Mapping[str, Any]:
    """What the operator is told when these words are typed."""
    operator = Told()
    assert command_line.main(words, operator) == 0
    return operator.asked[0]


def test_words_become_arguments() -> None:
    typed = ("create-api-user", "--organisation", "demo", "--name", "EPD", "--scopes", "hl7", "accounts:read")
    assert told(*typed) == {
        "command": "create-api-user",
        "arguments": {"organisation": "demo", "name": "EPD", "scopes": ["hl7", "accounts:read"]},
    }


def test_the_address_of_a_stack_without_a_domain_name_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(command_line.ADDRESS, "http://localhost:9000")
    typed = ("console-link", "--organisation", "demo")
    assert told(*typed)["arguments"] == {"organisation": "demo", "address": "http://localhost:9000"}
    assert told(*typed, "--address", "https://x.example")["arguments"]["address"] == "https://x.example"
    assert "address" not in told("list-acts", "--organisation", "demo")["arguments"]
    asked = [name for name, each in COMMANDS.items() if "address" in each.arguments.model_fields]
    assert asked == ["console-link"]  # an argument of this name is filled in, so it can mean nothing else


def test_settings_are_typed_as_json(tmp_path: Path) -> None:
    typed = ("change-settings", "--organisation", "demo", "--integration", "client_details", "--version", "3")
    wanted = {"organisation": "demo", "integration": "client_details", "version": "3", "settings": {"id": "off"}}
    assert told(*typed, "--settings", '{"id": "off"}')["arguments"] == wanted
    file = tmp_path / "settings.json"
    file.write_text('{"id": "off"}')
    assert told(*typed, "--settings", f"@{file}")["arguments"] == wanted


def test_whole_lists_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "accounts.json"
    file.write_text('[{"id": "T-1"}]')
    typed = ("import-accounts", "--organisation", "demo", "--kind", "professional", "--accounts", f"@{file}")
    assert told(*typed)["arguments"]["accounts"] == [{"id": "T-1"}]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("fly",),
        ("show-organisation",),
        ("create-organisation", "--organisation", "demo", "--name", "Demo", "--mode", "holiday"),
        ("change-settings", "--organisation", "demo", "--integration", "x", "--settings", "{"),
        ("change-settings", "--organisation", "demo", "--integration", "x", "--settings", "@/nowhere"),
    ],
)
def test_what_cannot_be_meant_is_not_sent(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    operator = Told()
    with pytest.raises(SystemExit) as ended:
        command_line.main(words, operator)
    assert ended.value.code == 2
    assert operator.asked == []
    assert "usage" in capsys.readouterr().err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command_line.main(["-h"])
    assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert [name for name in COMMANDS if name not in printed] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_explains_its_arguments(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command_line.main([name, "-h"])
    assert ended.value.code == 0
    printed = " ".join(capsys.readouterr().out.split())
    for argument, field in COMMANDS[name].arguments.model_fields.items():
        assert f"--{argument}" in printed
        assert str(field.description) in printed


def test_a_result_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["list-organisations"], Told({"result": {"name": "Praktijk Zuid-Één"}})) == 0
    printed = capsys.readouterr()
    assert printed.out == '{\n  "name": "Praktijk Zuid-Één"\n}\n'
    assert printed.err == ""


def test_a_problem_is_told_field_by_field_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    problem = {"slug": "invalid", "message": "It cannot be. Correct it.", "fields": {"name": "must be given"}}
    assert command_line.main(["list-organisations"], Told({"problem": problem})) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "It cannot be. Correct it.\n  name: must be given\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_typed_is_understood_at_the_other_end(
    name: str, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    def operator(asked: Mapping[str, Any]) -> dict[str, Any]:
        if commands := ELSEWHERE.get(COMMANDS[asked["command"]].function):
            return direct.serve({**asked, "actor": "arn"}, office.world.runtime, "elsewhere", commands, "request-1")
        return office.give({**asked, "actor": "arn"})

    model = COMMANDS[name].arguments
    is_account = issubclass(model, (OfAccount, ReleasePerson))
    typed = TYPED | {"key": ["second" if name == "sign-with" else "0" * (32 if is_account else 12)]}
    typed |= {"state": ["waiting"]} if name == "list-runs" else {}
    words = [word for argument in model.model_fields for word in (f"--{argument}", *typed[argument])]
    command_line.main([name, *words], operator)
    assert INVALID.explanation.en not in capsys.readouterr().err


TYPED = {
    "organisation": ["demo"],
    "name": ["Een naam"],
    "zone": ["Europe/Amsterdam"],
    "level": ["warning"],
    "text": ["scope"],
    "language": ["en"],
    "mode": ["training"],
    "role": ["operator"],
    "address": ["http://localhost:8000"],
    "limit": ["5"],
    "by": ["email"],
    "value": ["j.berg@client.example"],
    "older_than": ["3"],
    "change": ["2"],
    "digest": ["0" * 32],
    "integration": ["rest_api"],
    "version": ["1"],
    "settings": ["{}"],
    "scopes": ["hl7", "bsn:read"],
    "expires": ["2030-01-01"],
    "user": ["0" * 12],
    "state": ["solved"],
    "after": [""],
    "before": ["2"],
    "days": ["2"],
    "hours": ["0"],
    "months": ["2"],
    "month": ["2027-01"],
    "current": ["1"],
    "contact": ["Anna"],
    "costs_nl": ["niets"],
    "costs_en": ["nothing"],
    "subject": ["C1"],
    "field": ["email"],
    "entry": [f"-/{'0' * 32}"],
    "kind": ["professional"],
    "source": ["hr"],
    "person": ["a.smit@linde.example"],
    "full": ["true"],
    "dry_run": ["true"],
    "certificate": ["-----BEGIN PRIVATE KEY-----"],
    "accounts": ['[{"id": "T-1"}]'],
    "groups": ["clients", "professionals"],
    "allow_sha1": ["true"],
    "asks": ["true"],
    "replaces": ["0" * 12],
    "until": ["2030-01-01"],
    "per_minute": ["600"],
    "burst": ["50"],
    "secret": ["0123456789abcdef"],
    "home": ["https://platform.example"],
    "initiate_login": ["https://platform.example/start"],
    "redirects": ["https://platform.example/back"],
    "after_logout": ["https://platform.example/out"],
    "id_token_signed_response_alg": ["RS256"],
    "reference": ["0" * 32],
    "control_id": ["K1"],
    "patient": ["C1"],
    "client": ["26010077"],
    "trigger": ["ADT^A01"],
    "outcomes": ["failed", "refused"],
    "since": ["2026-01-01"],
    "message": [f"{'0' * 32}-{'0' * 64}"],
    "messages": [f'["{"0" * 32}-{"0" * 64}"]'],
    "reason": ["een vraag"],
    "connection": ["0123456789ab"],
    "metadata": ["<EntityDescriptor/>"],
    "response": ["PHNhbWxwOlJlc3BvbnNlLz4="],
    "overlap_days": ["7"],
    "professional": ["T-1"],
    "run": ["20270131T154300-1a2b3c4d"],
    "verb": ["create"],
    "outcome": ["applied"],
    "format": ["csv"],
    "count": ["12"],
    "email": ["import@linde.example"],
    "type": ["rsa4096"],
    "private_key": ["-----BEGIN PGP " + "PRIVATE KEY BLOCK-----"],
    "public_key": ["-----BEGIN PGP PUBLIC KEY BLOCK-----"],
    "receiver": ["0123456789ab"],
    "return_to": ["https://linde.koppel.example/console/linde/import"],
    "script": ["new_clients"],
    "upload": ["0" * 32],
    "welcome": ["clients", "professionals"],
    "all_or_nothing": ["true"],
}


class TestInvocation:
    """What goes to AWS, and what comes back."""

    @pytest.fixture(autouse=True)
    def aws(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        for name in ("KOPPEL_OPERATOR_FUNCTION", "STACK"):
            monkeypatch.delenv(name, raising=False)
        with mock_aws():
            session = boto3.Session()
            session.events.register("before-call.lambda.Invoke", self.invoked)
            session.events.register("before-call.cloudformation.DescribeStacks", self.described)
            monkeypatch.setattr(boto3, "DEFAULT_SESSION", session)
            self.sent: list[tuple[str, Any]] = []
            yield

    def invoked(self, params: Any, **_: Any) -> Any:
        """Answers in place of Lambda."""
        name = params["url_path"].split("/")[-2]
        self.sent.append((name, json.loads(params["body"])))
        if name not in FUNCTIONS:
            return refused("ResourceNotFoundException")
        payload, more = FUNCTIONS[name]
        return SimpleNamespace(status_code=200), {"Payload": BytesIO(payload), **more}

    def described(self, params: Any, **_: Any) -> Any:
        """Answers in place of CloudFormation."""
        name = params["body"]["StackName"]
        if name not in STACKS:
            return refused("ValidationError")
        outputs = [{"OutputKey": key, "OutputValue": value} for key, value in STACKS[name].items()]
        return SimpleNamespace(status_code=200), {"Stacks": [{"Outputs": outputs}]}

    def test_the_function_is_named_outright(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KOPPEL_OPERATOR_FUNCTION", "operator-1")
        assert command_line.main(["list-acts", "--organisation", "demo"]) == 0
        actor = boto3.client("sts").get_caller_identity()["Arn"]
        wanted = {"command": "list-acts", "arguments": {"organisation": "demo"}, "actor": actor}
        assert self.sent == [("operator-1", wanted)]

    def test_or_found_in_the_stack(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        monkeypatch.setenv("STACK", "hub")
        assert command_line.main(["sweep"]) == 0
        assert [name for name, _ in self.sent] == ["operator-2"]
        assert json.loads(capsys.readouterr().out) == {"done": 2}

    @pytest.mark.parametrize(
        ("environment", "explanation"),
        [
            ({}, "Neither KOPPEL_OPERATOR_FUNCTION nor STACK says which function to invoke."),
            ({"STACK": "nowhere"}, "could not be reached"),
            ({"STACK": "other"}, "The stack other has no output OperatorFunction"),
            ({"KOPPEL_OPERATOR_FUNCTION": "nowhere"}, "could not be reached"),
            ({"KOPPEL_OPERATOR_FUNCTION": "broken"}, "ended with an error"),
        ],
    )
    def test_where_no_answer_comes_it_says_so(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        environment: dict[str, str],
        explanation: str,
    ) -> None:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert command_line.main(["sweep"]) == 1
        printed = capsys.readouterr()
        assert explanation in printed.err
        assert "canary" not in printed.err
        assert printed.out == ""


def refused(code: str) -> Any:
    """What AWS answers to what it refuses."""
    return SimpleNamespace(status_code=400), {"Error": {"Code": code, "Message": "refused"}}
