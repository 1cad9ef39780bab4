"""Every job of SCIM asks exactly what its budget says of the table."""

import pytest

from koppel.organisation import api_users
from tests.budgets.directory_sync import JOBS, Job
from tests.functions.directory_sync.conftest import running_scim


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_a_job_costs_what_its_budget_says(job: Job) -> None:
    with running_scim() as scim:
        (user,) = api_users.every(scim.world.tenant)
        api_users.change_limit(scim.world.tenant, user.id, 100_000, 100_000)
        scim.get("/ServiceProviderConfig")
        status, meter = job.measure(scim)
    assert (status, dict(meter.requests), meter.read, meter.written) == (
        job.status,
        dict(job.requests),
        job.read,
        job.written,
    )
