"""What every test stands on: a fake AWS environment, and Hypothesis without the clock."""

from collections.abc import Iterator

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
