# Two commands for a newcomer: `make demo` and `make test`. The rest is for those who build here.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

.DEFAULT_GOAL := help
.PHONY: help demo test test-debian-postgres check bench lock law-doc clean

help:  ## what can be made here
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-22s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/run.stamp  ## install, start and serve everything on an embedded PostgreSQL
	@exec $(BIN)/jieqing demo

test: $(VENV)/dev.stamp  ## install and run every test
	@$(BIN)/pytest

test-debian-postgres: $(VENV)/dev.stamp  ## the same tests on Debian's PostgreSQL 15 (package postgresql)
	@$(BIN)/python -m tests.debian_postgres

check: $(VENV)/dev.stamp  ## what CI runs: style, types, floors, migrations, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m jieqing.law.document --check docs/law.md
	$(BIN)/pytest

bench: .venv-bench/bench.stamp  ## figures of every claim about speed and quality, peers beside them
	@for file in benchmarks/*.py; do echo "== $$file"; .venv-bench/bin/python $$file || exit 1; done

lock: $(VENV)/dev.stamp  ## resolve dependencies again into the hashed lock files
	$(UV_LOCK) --upgrade pyproject.toml --group build -o requirements.lock
	$(UV_LOCK) --upgrade pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock
	$(UV_LOCK) --upgrade pyproject.toml --group build --group bench -c requirements.lock -o requirements-bench.lock

law-doc: $(VENV)/run.stamp  ## write docs/law.md from the law packs
	$(BIN)/python -m jieqing.law.document docs/law.md

clean:  ## remove the environments (the demo's data stay)
	rm -rf $(VENV) .venv-bench

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Jieqing needs Python 3.11 or later."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/run.stamp: requirements.lock pyproject.toml verifier/pyproject.toml | $(VENV)/bin/python
	@echo "Installing Jieqing (about a minute the first time) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e ./verifier -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml $(VENV)/run.stamp
	@echo "Installing what the tests need ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.venv-bench/bench.stamp: requirements-bench.lock pyproject.toml
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@.venv-bench/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e ./verifier -e .
	@touch $@
