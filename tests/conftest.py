"""What every test stands on: a fake AWS environment, Hypothesis without the clock, and a list of what was not run."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("koppel", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("koppel")

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_REGION": "eu-west-1",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "POWERTOOLS_SERVICE_NAME": "koppel",
    "POWERTOOLS_METRICS_NAMESPACE": "Koppel",
}


@pytest.fixture(scope="session", autouse=True)
def aws_environment() -> Iterator[None]:
    """No test reaches a real account, whatever the shell around it holds."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
            patch.delenv(name, raising=False)
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def hl7_corpus() -> Path:
    """The folder of real HL7 messages that KOPPEL_HL7_CORPUS names: foreign data, so not a part of the project."""
    folder = os.environ.get("KOPPEL_HL7_CORPUS")
    if not folder:
        pytest.skip("KOPPEL_HL7_CORPUS names no folder with real HL7 messages")
    return Path(folder)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones last: what is simply wrong shows at once."""
    items.sort(key=lambda item: "journeys" in item.path.parts)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With KOPPEL_PEERS=required a test that something is missing for has failed."""
    report = yield
    if report.skipped and os.environ.get("KOPPEL_PEERS") == "required":
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was not run, though KOPPEL_PEERS=required: {_reason(report)}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says by name what was not run."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("not run")
    for report in skipped:
        terminalreporter.line(f"{report.nodeid}: {_reason(report)}")


def _reason(report: pytest.TestReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
