# Needs Python 3.11 or later, make and git; everything else goes into .venv.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: release test test-all lint types bench constraints clean

## The main job on the sample corpus: build, check and freeze it.
release: $(READY)
	$(BIN)/warraq release

## The default tests, on all cores.
test: $(READY)
	$(BIN)/pytest -n auto -m "not slow"

## Every test, the slow ones too.
test-all: $(READY)
	$(BIN)/pytest -n auto

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

## Throughput and memory of build and check; RAW names a folder of raw files to build instead of made ones.
bench: $(READY)
	$(BIN)/python benchmarks/build.py $(RAW)
	$(BIN)/python benchmarks/checks.py

## Pin anew; needs uv.
constraints:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
	  --upgrade --no-header --quiet --output-file constraints.txt
	sed -i '1i # Pinned versions with hashes, for every supported Python; `make constraints` writes this file anew.' constraints.txt

clean:
	rm -rf .venv build/candidate build/cache build/releases build/.[a-z]* dist

$(READY): constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"$(PYTHON) is {sys.version.split()[0]}; 3.11 or later is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
