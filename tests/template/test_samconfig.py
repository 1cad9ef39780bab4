"""What `sam deploy --config-env dev` and `--config-env prod` do without being asked."""

import tomllib

import pytest

from tests.harness.home import PROJECT
from tests.template.conftest import Template


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_a_stage_deploys_as_itself(template: Template, stage: str) -> None:
    parameters = tomllib.loads((PROJECT / "samconfig.toml").read_text())[stage]["deploy"]["parameters"]
    overrides = dict(each.split("=", 1) for each in parameters["parameter_overrides"])
    assert overrides["Stage"] == stage
    assert set(overrides) <= set(template.data["Parameters"])
    for name, value in overrides.items():
        allowed = template.data["Parameters"][name].get("AllowedValues", [value])
        assert value in [str(each) for each in allowed]


def test_prod_is_asked_to_confirm() -> None:
    settings = tomllib.loads((PROJECT / "samconfig.toml").read_text())
    assert settings["prod"]["deploy"]["parameters"]["confirm_changeset"] is True
