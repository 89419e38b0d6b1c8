# Two commands: `make run` and `make test`. Each does all its own set-up, once, as root or as an ordinary user.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: run test sjekk lint typer kontrakter tester ytelse utholdenhet laas spraak bilder testpakker rydd hjelp

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STEMPEL := $(VENV)/.stempel
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The checks import the settings; they get a data folder of their own, so that `data/` holds only what `make run` keeps.
SJEKKDATA := $(CURDIR)/$(VENV)/sjekkdata

hjelp: ## Vis kommandoene
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

run: $(STEMPEL)-drift ## Sett opp og kjør Bysak i forgrunnen
	@exec $(BIN)/bysak run $(ARG)

test: sjekk ## Alt CI kjører: stil, typer, kontrakter og tester

# The types are checked beside the tests, which wait for other programs now and then.
sjekk: lint kontrakter ## Det samme som test
	@$(MAKE) --no-print-directory -j2 typer tester

lint: $(STEMPEL)-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

typer: $(STEMPEL)-test
	BYSAK_DATA=$(SJEKKDATA) $(BIN)/mypy

kontrakter: $(STEMPEL)-test
	$(BIN)/lint-imports

tester: $(STEMPEL)-test testpakker
	$(BIN)/pytest -n 2 --dist worksteal $(ARG)

ytelse: $(STEMPEL)-test ## Mål hva vern og tilgang koster på 100 000 journalposter
	$(BIN)/python -m ytelse $(ARG)

utholdenhet: $(STEMPEL)-test testpakker ## Drep og forstyrr et kjørende Bysak mens 10 000 forsendelser kommer, og tell begge sider
	$(BIN)/python -m tests.utholdenhet $(ARG)

laas: $(STEMPEL)-test ## Lås avhengighetene på nytt, med hasher
	$(BIN)/uv pip compile requirements.in --generate-hashes --quiet --no-header --python-version 3.11 --upgrade -o requirements.txt
	$(BIN)/uv pip compile requirements-dev.in --generate-hashes --quiet --no-header --python-version 3.11 --upgrade -o requirements-dev.txt

spraak: $(STEMPEL)-test ## Hent tekstene på nytt og kompiler oversettelsene
	BYSAK_DATA=$(SJEKKDATA) $(BIN)/python -m tests.spraak.katalog

bilder: $(STEMPEL)-test testpakker ## Ta skjermbildene på nytt: en dag i demoen, og hver side
	$(BIN)/python -m tests.nettleser.bilder

rydd: ## Fjern det som er satt opp (ikke dataene)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build *.egg-info

$(STEMPEL)-venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Bysak trenger Python 3.11 eller nyere. Velg en med: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "Python mangler venv. Installer den (apt-get install python3-venv) og prøv igjen." >&2; exit 1; }
	@[ -x $(BIN)/python ] && $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@touch $@

$(STEMPEL)-drift: $(STEMPEL)-venv requirements.txt pyproject.toml
	@echo "Setter opp Python-miljøet (bare første gang) …"
	@$(PIP) install --require-hashes --only-binary :all: -r requirements.txt
	@$(PIP) install --no-deps --no-index --no-build-isolation --config-settings editable_mode=compat --editable .
	@touch $@

$(STEMPEL)-test: $(STEMPEL)-drift requirements-dev.txt
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

# What the tests drive for real: a browser, a mailbox server, a virus scanner, text recognition. Tests of what is missing
# are skipped, and say so; in CI they fail.
TESTPAKKER := chromium dovecot-imapd clamav-daemon tesseract-ocr tesseract-ocr-nor
testpakker:
	@export PATH="$$PATH:/usr/sbin"; \
	command -v dovecot >/dev/null && command -v clamd >/dev/null && command -v tesseract >/dev/null \
	  && command -v chromium chromium-browser google-chrome >/dev/null && exit 0; \
	if [ "$$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installerer det testene kjører mot (bare første gang): $(TESTPAKKER)"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(TESTPAKKER) >/dev/null \
	    || echo "Noe lot seg ikke installere. Testene av det hoppes over."; \
	else \
	  echo "Tester hoppes over uten: apt-get install $(TESTPAKKER)"; \
	fi
