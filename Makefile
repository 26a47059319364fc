# Everything a newcomer types: `make run`, `make test`. The rest is listed by `make help`.
SHELL := /bin/bash
export PORT ?= 8000
VENV_PYTHON := .venv/bin/python

.PHONY: help setup run test check messages bench bench-search faults screenshots share-image

help:
	@echo "make run          set everything up and run the site, its worker and its database (PORT=8123 make run)"
	@echo "make test         set everything up and run all tests, browser tests included"
	@echo "make check        format, lint, types, templates, import contracts, migrations, deploy check"
	@echo "make messages     gather the words to translate into locale/, and compile what is translated"
	@echo "make setup        only the set-up: virtual environment, requirements, .env"
	@echo "make bench        measured times of pages, search, a request and start"
	@echo "make bench-search how well and how fast the search finds (SEARCH_DATA=folder with articles and questions)"
	@echo "make faults       kill web workers while 20 people send requests: nothing may be lost (100 rounds)"
	@echo "make screenshots  pictures of every page into docs/screenshots"
	@echo "make share-image  draw static/img/share.png, which pages without a picture are shared with"

setup: .venv/.installed .env

# The stamp file keeps a second start from asking the package registry again.
.venv/.installed: requirements.txt constraints.txt deploy/make-venv
	@deploy/make-venv

.env:
	@echo "DEBUG=on" > .env

run: setup
	@exec $(VENV_PYTHON) manage.py run_site --end-with-parent

test: setup
	@$(VENV_PYTHON) -m tests.chromium
	@$(VENV_PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: setup
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m mypy
	$(VENV_PYTHON) -m djlint templates --lint --quiet
	$(VENV_PYTHON) -c "from importlinter.cli import lint_imports_command as run; run()"
	$(VENV_PYTHON) manage.py makemigrations --check --dry-run --skip-checks
	$(VENV_PYTHON) manage.py compile_catalogs --check
	deploy/check-deploy

# Gathering needs GNU gettext (Debian: gettext); compiling and running do not.
messages: setup
	@$(VENV_PYTHON) manage.py makemessages --locale es --ignore .venv --no-obsolete --no-location --no-wrap
	@$(VENV_PYTHON) manage.py compile_catalogs

bench: setup
	@$(VENV_PYTHON) -m bench

bench-search: setup
	@$(VENV_PYTHON) -m bench.own_database search

faults: setup
	@$(VENV_PYTHON) -m bench.own_database faults

screenshots: setup
	@$(VENV_PYTHON) -m tests.chromium
	@$(VENV_PYTHON) -m tests.screenshots

share-image: setup
	@$(VENV_PYTHON) -m tests.chromium
	@$(VENV_PYTHON) -m tests.screenshots.share
