# Everything a developer or operator types. `make help` lists it. Only Python 3.13 and make are assumed.
.DEFAULT_GOAL := help
.SUFFIXES:

PYTHON := .venv/bin/python
UV := .venv/bin/uv
VENVS := .local/venv
PINS := tests/requirements

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.done $(VENVS)/emulator/.done $(VENVS)/sam/.done ## virtual environments for development, the emulator and SAM

$(UV): $(PINS)/uv.txt
	python3.13 -m venv --clear .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/.done: $(PINS)/test.txt $(UV)
	$(UV) pip sync --quiet --require-hashes --python $(PYTHON) $< $(PINS)/uv.txt
	@touch $@

# The emulator and SAM each demand another boto3: they cannot live together, nor with ours.
$(VENVS)/%/.done: $(PINS)/%.txt | $(UV)
	$(UV) venv --quiet --clear --python $(PYTHON) $(@D)
	$(UV) pip sync --quiet --require-hashes --python $(@D)/bin/python $<
	@touch $@

.PHONY: help setup
