"""Every job of the REST API asks exactly what its budget says of the table."""

import pytest

from koppel.domain.api_tokens import Scope
from tests.budgets.rest_api import JOBS, TOKENS, Job
from tests.functions.rest_api.conftest import running_api


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_a_job_costs_what_its_budget_says(job: Job) -> None:
    with running_api() as api:
        TOKENS[id(api)] = api.user(*Scope, per_minute=1200, burst=100)
        api.get("", token=TOKENS[id(api)])
        status, meter = job.measure(api)
    assert (status, dict(meter.requests), meter.read, meter.written) == (
        job.status,
        dict(job.requests),
        job.read,
        job.written,
    )
