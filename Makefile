# Needs Python 3.11 or newer, git and make. Settings come from the environment: make run PORT=8000 STATE=./var
PYTHON ?= python3
BIN := .venv/bin
environment = @$(PYTHON) .ci/environment.py

# Where the environment forbids it, each of our processes would compile everything anew at every start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test quick check bench faults fmt help

help:
	@echo "make run    everything with the demo government, until Ctrl-C (PORT=8000 STATE=./var)"
	@echo "make quick  the tests without browser, faults and what is slow"
	@echo "make test   all tests, real browser included"
	@echo "make check  what CI runs: format, lint, types, import contracts, all tests"
	@echo "make bench  tables of figures          make faults  kills, power cuts, bad networks"
	@echo "make fmt    format the code"

run:
	$(environment) embedded demo learn
	@$(BIN)/arcadumas up --demo --with-parent

quick:
	$(environment) embedded demo learn test
	@$(BIN)/pytest -n 2 --dist loadgroup -m "not browser and not faults and not slow"

test:
	$(environment) embedded demo learn test
	@.ci/browser
	@$(BIN)/pytest -n 2 --dist loadgroup

check:
	$(environment) embedded demo learn test check
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy arcadumas
	@$(BIN)/lint-imports
	@.ci/browser
	@$(BIN)/pytest -n 2 --dist loadgroup

bench:
	$(environment) embedded demo learn test
	@$(BIN)/python -m bench

faults:
	$(environment) embedded demo learn test
	@FAULTS=long $(BIN)/pytest -m faults

fmt:
	$(environment) embedded demo learn test check
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
