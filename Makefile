# motcua, from a machine with Python 3.11 (or 3.12), GNU make and nothing else.
# `make` lists what there is.

UV_VERSION := 0.13.9
UV := .tools/uv-$(UV_VERSION)/bin/uv
PYTHON :=
# A stamp: newer than what decides the environment, so that a second `make` costs nothing.
READY := .venv/.ready
RUN := .venv/bin/python -m
# Only the interpreter that is there; telemetry of no tool.
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
export DO_NOT_TRACK := 1
unexport VIRTUAL_ENV

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup refresh dev test test-faults test-commands test-long test-browser lint format bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## make the environment in .venv; the command is then .venv/bin/motcua
	@:

refresh: $(READY) ## run the nightly job once; on an empty checkout simulate a province first
	@.venv/bin/motcua refresh --demo

dev: $(READY) ## show Dagster's page on 127.0.0.1:3000, with schedule and sensor
	DAGSTER_HOME="$$(pwd)/$${MOTCUA_WAREHOUSE_DIR:-warehouse}/dagster" .venv/bin/dagster dev --host 127.0.0.1

test: $(READY) ## run the tests but those below
	$(RUN) pytest

test-faults: $(READY) ## run the tests that kill nights, starve them of disk and let two run at once
	$(RUN) pytest tests/reliability

test-commands: $(READY) ## run the tests that refresh whole warehouses through the command: portals, registers, drift, rows
	$(RUN) pytest tests/commands

test-long: $(READY) ## run many random scenarios, 200 kills at any moment and 20 readers over 50 publications (about an hour)
	$(RUN) pytest tests/long

test-browser: $(READY) ## run the tests of the page in a headless Chromium
	$(RUN) pytest tests/browser

lint: $(READY) ## check the lock file, style, types and SQL; changes nothing
	$(UV) lock --check --quiet
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	.venv/bin/sqlfluff lint --processes 2 dbt_project/models dbt_project/tests

format: $(READY) ## put Python and SQL into the house's layout
	$(RUN) ruff check --fix .
	$(RUN) ruff format .
	.venv/bin/sqlfluff fix --processes 2 dbt_project/models dbt_project/tests

bench: $(READY) ## measure; each benchmark prints its figures
	@for script in tests/benchmarks/bench_*.py; do echo "== $$script"; .venv/bin/python "$$script" || exit 1; done

clean: ## remove the environment and all caches; exports, archive and publications stay
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis dbt_project/target dbt_project/logs
	find orchestration tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml uv.lock $(UV)
	$(UV) sync --locked --compile-bytecode --quiet --python .tools/uv-$(UV_VERSION)/bin/python
	.venv/bin/motcua prepare
	@touch $@

# The package manager itself, in an environment of its own. PYTHON=… names the interpreter to use.
$(UV):
	@for python in $(PYTHON) python3.11 python3.12 python3; do \
	    "$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null && break; \
	    python=; \
	done; \
	if [ -z "$$python" ]; then \
	    echo "motcua needs Python 3.11 or 3.12: install one, or say make PYTHON=/path/to/python3.11" >&2; exit 2; \
	fi; \
	rm -rf .tools && "$$python" -m venv .tools/uv-$(UV_VERSION) && \
	.tools/uv-$(UV_VERSION)/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: \
	    uv==$(UV_VERSION)
