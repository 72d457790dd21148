# Two commands do all the set-up on a fresh machine: `make serve` (the web chat) and `make test`.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 7860

.PHONY: help serve build test check eval eval-quick train bench calibrate clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

$(VENV)/.python:
	$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if (3, 11) <= v[:2] <= (3, 13) else "lzqa needs Python 3.11, 3.12 or 3.13, found %d.%d; choose one with PYTHON=python3.12" % v[:2])'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.test-installed: $(VENV)/.installed requirements-test.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock -r requirements-test.lock
	@touch $@

serve: $(VENV)/.installed ## install what is missing, build the index if it is missing or stale, serve the chat
	LZQA_HOST=$(HOST) LZQA_PORT=$(PORT) $(BIN)/python app.py

build: $(VENV)/.installed ## build the index
	$(BIN)/lzqa build

test: $(VENV)/.test-installed ## install what is missing (a browser and a CJK font included) and run every test
	@sh tests/install_browser.sh
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: $(VENV)/.test-installed ## format, lint (docstrings included), types, import contract
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

eval: $(VENV)/.test-installed ## measure the assistant beside its baselines; report in out/eval, summary in eval/RESULTS.md
	$(BIN)/lzqa eval --results eval/RESULTS.md

eval-quick: $(VENV)/.test-installed ## measure every sixth question; fails below eval/thresholds.toml
	$(BIN)/lzqa eval --quick --output out/eval-quick

train: $(VENV)/.installed ## train the shipped embedding model and the sentence reader: make train DATA=folder (docs/embedding.md)
	@test -n "$(DATA)" || { echo 'name the data folder: make train DATA=folder'; exit 2; }
	OMP_WAIT_POLICY=passive $(BIN)/python -m training $(DATA) --everything
	OMP_WAIT_POLICY=passive $(BIN)/python -m training.reader $(DATA)

bench: $(VENV)/.installed ## print speed and memory beside llama-index's stock pipeline
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/embedding.py

calibrate: $(VENV)/.installed ## fit ranking, choice of figures and abstention on the question bank and eval/questions/dev
	$(BIN)/lzqa train

clean: ## remove the virtual environment and built indexes
	rm -rf $(VENV) index/*/ index/.*.building-*
