# Everything a developer or operator types; `make help` lists it. Only Python 3.13 and make are assumed.
.DEFAULT_GOAL := help
.SUFFIXES:
.PHONY: help setup run reset operator test journeys bench lint types arrows template unit format lock build deploy documentation smoke capacity audit

# Bytecode is kept, whatever this shell says: without it a short process spends most of its time compiling.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
PYTHON := $(BIN)/python
UV := $(BIN)/uv
VENVS := .local/venv
PINS := tests/requirements
PYTEST := $(PYTHON) -m pytest
# One process more than there are processors: journeys mostly wait.
PARALLEL := $(PYTEST) --numprocesses $(shell expr $$(nproc) + 1) --dist loadgroup

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- Set up -----------------------------------------------------------------------------------------------------------

setup: .venv/.done $(VENVS)/emulator/.done $(VENVS)/sam/.done $(VENVS)/mllp/.done $(VENVS)/schemathesis/.done ## the virtual environments

$(UV): $(PINS)/uv.txt
	python3.13 -m venv --clear .venv
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/.done: $(PINS)/test.txt $(UV)
	$(UV) pip sync --quiet --require-hashes --python $(PYTHON) $< $(PINS)/uv.txt
	@touch $@

# The emulator and SAM each demand another boto3, and Schemathesis brings much of its own: they cannot live together,
# nor with ours.
$(VENVS)/%/.done: $(PINS)/%.txt | $(UV)
	$(UV) venv --quiet --clear --python $(PYTHON) $(@D)
	$(UV) pip sync --quiet --require-hashes --python $(@D)/bin/python $<
	@touch $@

lock: .venv/.done ## new versions of all pinned packages, within what the .in files and package.json allow
	for name in $(basename $(wildcard layers/*/requirements.in functions/*/*/*/requirements.in)) $(addprefix $(PINS)/,uv emulator sam mllp schemathesis audit test); do \
	  $(UV) pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-annotate \
	    --python-version 3.13 $$name.in --output-file $$name.txt || exit 1; done
	PATH="$(CURDIR)/$(BIN):$$PATH" $(MAKE) --no-print-directory --directory functions/bulk_import/transfer/openpgp lock

# --- Run --------------------------------------------------------------------------------------------------------------

run: setup ## everything on http://localhost:8000 (PORT=…), until Ctrl-C
	@exec $(PYTHON) -m tests.harness run

reset: .venv/.done ## forget what `make run` has stored
	@$(PYTHON) -m tests.harness reset

# With STACK=name the operator's command goes to that stack on AWS, by the credentials of this shell; without, to the
# local stack that runs here. Either way the command line finds STACK in its environment, and reads the name of the
# function to invoke from that stack's output OperatorFunction.
operator: .venv/.done ## CMD="…" for the operator, here or on AWS (STACK=name); CMD=--help explains
	@set -e; where=$$($(if $(STACK),echo STACK=$(STACK),$(PYTHON) -m tests.harness environment)); \
	  env $$where PYTHONPATH=.:layers/common $(PYTHON) -m functions.operations $(CMD)

# --- Test -------------------------------------------------------------------------------------------------------------

test: setup lint types arrows ## everything but stacks beside stacks, long journeys at a tenth of their size
	$(BIN)/cfn-lint template.yaml
	$(PARALLEL)

journeys: setup ## the journeys alone, at full size
	KOPPEL_JOURNEYS=full $(PYTEST) tests/journeys

# Of one organisation; calls are counted per day.
capacity: .venv/.done ## what it takes and costs: CLIENTS=… MESSAGES_PER_DAY=… REST_CALLS=… LOGONS=…
	@PYTHONPATH=.:layers/common $(PYTHON) -m tests.budgets.capacity \
	  $(or $(CLIENTS),10000) $(or $(MESSAGES_PER_DAY),5000) $(or $(REST_CALLS),20000) $(or $(LOGONS),1000)

# Ratios, so that they mean the same on any machine.
bench: setup ## what the hot paths cost, next to the least they could
	for name in $(basename $(notdir $(wildcard tests/bench/*.py))); do \
	  PYTHONPATH=.:layers/common $(PYTHON) -m tests.bench.$$name || exit 1; done

lint: .venv/.done ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.done ## mypy, strict
	$(BIN)/mypy

arrows: .venv/.done ## import-linter: who may know whom
	PYTHONPATH=.:layers/common $(BIN)/lint-imports --no-cache

template: .venv/.done ## cfn-lint and our own checks of the template and of the build
	$(BIN)/cfn-lint template.yaml
	$(PYTEST) tests/template

unit: .venv/.done ## all that needs no stack
	$(PARALLEL) --ignore tests/journeys --ignore tests/template

documentation: .venv/.done ## write the OpenAPI document of the REST API, and the files for trying an import, anew
	PYTHONPATH=.:layers/common $(PYTHON) -m functions.rest_api
	PYTHONPATH=.:layers/common $(PYTHON) -m tests.harness.demo_workbook

format: .venv/.done ## ruff: mend format and what else it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# --- Audit ------------------------------------------------------------------------------------------------------------

AUDIT := $(VENVS)/audit/bin
SBOM := .local/sbom
LAYERS := $(patsubst layers/%/requirements.txt,%,$(wildcard layers/*/requirements.txt))

# Exceptions stand in place with their reasons: of checkov in tests/template/checkov.yaml. The scan for secrets leaves out
# what it takes for one by its look or its name (entropy, keyword): tests and events are full of made-up tokens and keys.
# The one line that has the words around a private key (functions/saml_logon/connection/key_pairs.py) has no key. Only the
# question about packages needs the network; without it, those packages are named and the audit goes on.
audit: .venv/.done $(VENVS)/audit/.done ## checkov, known weaknesses of packages, secrets in the tree; bills of materials in .local/sbom
	$(AUDIT)/checkov --skip-download --config-file tests/template/checkov.yaml --file template.yaml
	git ls-files -z | xargs -0 $(AUDIT)/detect-secrets-hook --no-verify --disable-plugin Base64HighEntropyString \
	  --disable-plugin HexHighEntropyString --disable-plugin KeywordDetector --exclude-lines '-----BEGIN PRIVATE KEY-----.n'
	mkdir -p $(SBOM)
	for layer in $(LAYERS); do \
	  $(AUDIT)/cyclonedx-py requirements --outfile $(SBOM)/$$layer.json layers/$$layer/requirements.txt || exit 1; done
	$(PYTHON) -m tests.harness.advisories $(AUDIT)/pip-audit $(LAYERS:%=layers/%/requirements.txt)

# --- Deploy -----------------------------------------------------------------------------------------------------------

ARCHITECTURE ?= arm64
SAM := PATH="$(CURDIR)/$(BIN):$$PATH" SAM_CLI_TELEMETRY=0 $(VENVS)/sam/bin/sam

build: setup ## what goes to AWS, in .aws-sam; ARCHITECTURE=arm64 (default) or x86_64
	LAMBDA_PLATFORM=$(subst arm64,aarch64,$(ARCHITECTURE))-manylinux2014 $(SAM) build

# The first thing that a person with an account runs after `make deploy`; without STACK against the local stack.
smoke: .venv/.done ## whether a deployed stack works, from the outside: STACK=name on AWS, or the local one
	@PYTHONPATH=.:layers/common $(if $(STACK),STACK=$(STACK)) $(PYTHON) -m tests.smoke

# What is not given stays as the stack has it. prod asks before it begins; YES=1 answers.
deploy: build ## to AWS; STAGE=dev|prod DOMAIN=… CERTIFICATE=… ALARM_EMAIL=… [ZONE=… ORGANISATION=… STACK=… TABLE=…]
	@PYTHONPATH=.:layers/common $(PYTHON) -m functions.operations.deployment --stage $(or $(STAGE),dev) \
	  --stack "$(STACK)" --domain "$(DOMAIN)" --certificate "$(CERTIFICATE)" --zone "$(ZONE)" --table "$(TABLE)" \
	  --alarm-email "$(ALARM_EMAIL)" --organisation "$(ORGANISATION)" --architecture $(ARCHITECTURE) \
	  --sam $(VENVS)/sam/bin/sam $(if $(YES)$(filter-out prod,$(or $(STAGE),dev)),--yes)
