# On a fresh machine with Python 3.11 to 3.13 and make: `make run` or `make test`; all set-up is done.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PLAYGROUND := playground

.PHONY: run test test-all check suite bench snapshots clean

run: $(VENV)/installed
	@mkdir -p $(PLAYGROUND)
	@cd $(PLAYGROUND) && ../$(BIN)/dltutor

test: $(VENV)/installed-dev
	$(BIN)/pytest

test-all: $(VENV)/installed-dev
	$(BIN)/pytest -m ""

check: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

suite: $(VENV)/installed-dev
	$(BIN)/python -m tests.doctor.suite --jobs 2

bench: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks

snapshots: $(VENV)/installed-dev
	$(BIN)/pytest tests/tui --snapshot-update

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	@touch $(VENV)/installed $@

clean:
	rm -rf $(VENV) build dist $(PLAYGROUND)
