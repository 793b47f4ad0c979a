# `make help` lists the commands. Every one of them that needs the environment makes it first.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
STAMP := .venv/installed
SITE := _build/html/index.html
PEERS_PYTHON := .venv-peers/bin/python
SPEED_TABLE := book/reference/speed-table.md
WORKERS := -n auto --maxprocesses=4 --dist=loadfile  # a file's tests, and a notebook's cells, stay together
EXTRAS := torch,data,train,book,docs,test,dev
CHAPTERS = $(if $(CHAPTER),book/$(CHAPTER).ipynb,$(sort $(shell find book -name '*.ipynb' -not -path '*/.*')))
NPM_LOCK := $(wildcard tools/package-lock.json)
NPM_CI := if command -v npm >/dev/null; then npm ci --prefix tools; else \
  echo "npm is missing, so the reader's browser renders the mathematics. On Debian: apt install nodejs npm"; fi

.PHONY: help install book serve pdf zip site lighthouse test lint pytest test-claims test-machines lab refresh bench lock clean

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 20

install: $(STAMP) ## make .venv as requirements.lock says (NEWEST=1: the newest versions instead)

$(STAMP): requirements.lock $(NPM_LOCK)
	@$(PYTHON) -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "nnbook needs Python 3.11 or newer with venv, and $(PYTHON) is not that."; \
	  echo "On Debian: apt install python3-venv. Or name another: make install PYTHON=python3.12"; exit 1; }
	@echo "Making .venv. This downloads some hundred megabytes and takes a few minutes."
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade $(if $(NEWEST),setuptools,-r requirements.lock)
	$(BIN)/python -m pip install --quiet --no-build-isolation --editable ".[$(EXTRAS)]"
	$(if $(NPM_LOCK),@$(NPM_CI))
	@touch $(STAMP)

book: $(STAMP) ## build the book and print the file to open
	$(BIN)/jupyter-book build -W -n --keep-going --all .
	@echo "The book is built. Open $(CURDIR)/$(SITE), or run: make serve"

serve: $(SITE) ## serve the built book to this machine alone (PORT=8000)
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html $(PORT)

$(SITE):
	$(MAKE) book

pdf: book ## print the whole book into _build/nnbook.pdf (needs Chromium)
	$(BIN)/python tools/pdf.py _build/html _build/nnbook.pdf

zip: book ## pack the book for reading offline into _build/nnbook-book.zip
	$(BIN)/python tools/offline.py _build/html _build/nnbook-book.zip

site: pdf zip ## the book as it is published: pages that offer the PDF and the zip
	$(BIN)/python tools/publish.py _build/html _build

lighthouse: book ## judge four pages of the book as on a telephone, speed too (needs Chromium, npm, a quiet machine)
	$(BIN)/python tools/lighthouse.py _build/html

test: lint pytest ## lint, then run every test, the notebooks included

lint: $(STAMP) ## ruff, mypy and codespell
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tools/spelling.py

pytest: $(STAMP) ## the tests alone (pass options in PYTEST_ADDOPTS)
	$(BIN)/python -m pytest tests book $(WORKERS) --cov=nnbook --nbval --nbval-current-env --nbval-cell-timeout=300

test-claims: $(STAMP) ## try claims with other seeds and two threads: CHAPTER=neuron/perceptron, ALL=1, or what has changed
	$(BIN)/python tools/claims_again.py $(if $(ALL),--all) $(if $(CHAPTER),$(CHAPTERS))

OLD := OPENBLAS_CORETYPE=Sandybridge NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4 AVX512_ICL" ATEN_CPU_CAPABILITY=default
MIDDLE := OPENBLAS_CORETYPE=Haswell NPY_DISABLE_CPU_FEATURES="X86_V4 AVX512_ICL" ATEN_CPU_CAPABILITY=avx2
NEW := OPENBLAS_CORETYPE=SkylakeX

test-machines: $(STAMP) ## compare every output as three kinds of x86 processors compute it (the newest needs AVX-512)
	for kind in '$(OLD)' '$(MIDDLE)' $(if $(shell grep -s avx512f /proc/cpuinfo),'$(NEW)'); do echo "$$kind"; \
	  eval "$$kind $(BIN)/python -m pytest $(CHAPTERS) $(WORKERS) --nbval --nbval-current-env --nbval-cell-timeout=300"; \
	done

lab: $(STAMP) ## open the chapters in JupyterLab
	$(BIN)/jupyter lab --notebook-dir=book

refresh: $(STAMP) ## execute again and store: CHAPTER=neuron/perceptron, or all chapters (MEASURE=1: time them in any case)
	$(BIN)/python tools/refresh.py$(if $(MEASURE), --measure) $(CHAPTERS)

bench: $(STAMP) $(if $(PEERS),$(PEERS_PYTHON)) ## compare the speed with PyTorch's (PEERS=1: teaching libraries too; WRITE=1: into the book)
	$(BIN)/python tools/bench.py $(if $(PEERS),--peers $(PEERS_PYTHON)) $(if $(WRITE),--write $(SPEED_TABLE))

$(PEERS_PYTHON): tools/peers.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/pip install --quiet -r tools/peers.txt
	@touch $@

lock: $(STAMP) ## write what is installed into requirements.lock
	$(BIN)/python tools/lock.py

clean: ## remove what was built and the caches (.venv stays)
	rm -rf _build .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache *.egg-info
	find . \( -path ./.venv -o -path ./.git -o -name node_modules \) -prune -o \
	  \( -name __pycache__ -o -name .ipynb_checkpoints \) -type d -exec rm -rf {} +
