# `make help` lists what there is. Needs Python 3.11 to 3.13 (or the one named by PYTHON=) and make, nothing else.
PORT ?= 8000
BIN := .venv/bin
WANTED := $(shell cat requirements.txt | cksum | cut -d' ' -f1)
WANTED_DEV := $(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)
RUNS := .venv/.runs-$(WANTED)
TESTS := .venv/.tests-$(WANTED_DEV)
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install
export PORT DATA_DIR

.DEFAULT_GOAL := help
.PHONY: help run setup test check bench assets chromium

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

run: $(RUNS) ## the whole site on this computer; Ctrl-C ends it (PORT=8000 DATA_DIR=data)
	@$(BIN)/python manage.py up

setup: $(RUNS) ## everything that `make run` does before it serves
	@$(BIN)/python manage.py set_up

test: $(TESTS) chromium ## every test, browser tests included
	@$(BIN)/python -m pytest -n 4 --dist loadgroup --no-loadscope-reorder || { \
		echo "== what failed, once more with the computer to itself"; \
		$(BIN)/python -m pytest --last-failed --last-failed-no-failures none; }

check: $(TESTS) ## format, lint, types, import contracts, migrations, deploy check, tests
	@sh .ci/check

bench: $(TESTS) ## the benchmarks, each with what it is compared to
	@for file in benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

assets: $(TESTS) ## fetch the vendored style sheets and scripts again (frontend/)
	@$(BIN)/python frontend/vendor.py

chromium:
	@sh .ci/chromium

.venv/bin/python:
	@sh .ci/venv "$(PYTHON)"

$(RUNS): requirements.txt | .venv/bin/python
	@echo "Installing what requirements.txt lists ..." && $(PIP) -r requirements.txt
	@rm -f .venv/.runs-* && touch $@

$(TESTS): requirements.txt requirements-dev.txt | .venv/bin/python
	@echo "Installing what requirements-dev.txt lists ..." && $(PIP) -r requirements-dev.txt
	@rm -f .venv/.tests-* .venv/.runs-* && touch $(RUNS) $@
