# Needs make, Python 3.11 or later, and nothing else; everything is installed into .venv.

ifndef PYTHON
PYTHON = $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c '$(RECENT)' 2>/dev/null && echo $$p && break; done)
endif
RECENT = import sys; sys.exit(sys.version_info < (3, 11))

VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check
UV_VERSION = 0.13.9

BUILD_SOURCES = pyproject.toml hatch_build.py $(wildcard finder/build/*.py data/*.csv) \
  $(wildcard data/program/*/messages.po) \
  $(addprefix finder/,$(addsuffix .py,geo grid mercator names place columns table locations \
  directory terrain network banks strands friction fields))
EMBEDDED = finder/gazetteer.sqlite finder/terrain.npz finder/basemap.json finder/catalogs \
  finder/fields

help: ## Show this help
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile

run: $(VENV)/finder ## Set up if needed, then serve on FINDER_HOST:FINDER_PORT (127.0.0.1:8000)
	@$(BIN)/finder serve

test: check ## Lint, check types, run all tests
	$(BIN)/python -m pytest

test-services: $(VENV)/test ## Run the tests with real routers and a real Nominatim (installs them; Nominatim with apt-get)
	$(BIN)/python -m pytest -m services

check: $(VENV)/test ## Lint and check types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/test ## Format the code and mend what ruff can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/test ## Measure speed
	$(BIN)/python -m pytest -m bench

accuracy: $(VENV)/test ## Measure accuracy on real addresses, write docs/accuracy.md and .svg
	$(BIN)/python -m tests.accuracy

screenshots: $(VENV)/test ## Take pictures of every page and state into screenshots/ (needs Chromium)
	$(BIN)/python -m tests.screenshots

isochrones: $(VENV)/test ## Draw docs/roads.png: the times by road to one hospital
	$(BIN)/python -m tests.isochrones

# The words that mark a text in the code; babel.cfg says where to look.
KEYWORDS = say mark say_count:1,2 mark_both:1,2
EXTRACT = $(BIN)/pybabel -q extract -F babel.cfg -k "$(KEYWORDS)" --project=Finder \
  --add-location=file --sort-by-file --width=100
messages: $(VENV)/test ## Extract the texts to translate into data/program/*/messages.po
	@set -e; pot=$$(mktemp); trap 'rm -f "$$pot"' EXIT; $(EXTRACT) -o "$$pot" .; \
	for folder in data/program/*/; do code=$$(basename "$$folder"); po=$${folder}messages.po; \
	  if [ "$$code" = en ]; then continue; fi; \
	  if [ -f "$$po" ]; then how="update --ignore-obsolete --no-fuzzy-matching"; else how=init; fi; \
	  $(BIN)/pybabel -q $$how -i "$$pot" -o "$$po" -l "$$code" --width=100; done
	@$(MAKE) --no-print-directory $(VENV)/finder

build: $(VENV)/test ## Make the sdist and the wheel in dist/
	$(BIN)/python -m build --no-isolation

# The build requirements are read from pyproject.toml, so that both locks hold the same pins.
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
  $(UPGRADE) pyproject.toml -
lock: ## Lock the requirements again (UPGRADE=--upgrade for newer versions)
	@set -e; tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; \
	$(PYTHON) -m venv "$$tmp"; PATH="$$tmp/bin:$$PATH"; pip install -q uv==$(UV_VERSION); \
	python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' > "$$tmp/build.in"; \
	$(COMPILE) -o requirements/run.txt < "$$tmp/build.in"; \
	$(COMPILE) -o requirements/test.txt --group test -c requirements/run.txt < "$$tmp/build.in"

clean: ## Remove .venv and everything built
	rm -rf $(VENV) dist $(EMBEDDED) finder/*.key .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find finder tests -name __pycache__ -prune -exec rm -rf {} +

# Stamps: made -> run (its lock installed) -> finder (itself, editable) -> test (its lock).
$(VENV)/made:
	@if ! $(or $(PYTHON),false) -c '$(RECENT)' 2>/dev/null; then \
	  echo "Finder needs Python 3.11 or later. Install it, or name it: make PYTHON=/path/to/python3" >&2; \
	  exit 1; fi
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
	  v=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	  echo "This Python can't make virtual environments. On Debian or Ubuntu:" >&2; \
	  echo "  sudo apt-get install python$$v-venv" >&2; exit 1; fi
	@echo "Setting up $(VENV): once, about two minutes"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/run: $(VENV)/made requirements/run.txt
	@$(PIP) install -q --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/finder: $(VENV)/run $(BUILD_SOURCES) $(if $(filter-out $(wildcard $(EMBEDDED)),$(EMBEDDED)),missing)
	@$(PIP) install -q --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/test: $(VENV)/finder requirements/test.txt
	@$(PIP) install -q --require-hashes -r requirements/test.txt
	@touch $@

.PHONY: help run test test-services check format bench accuracy isochrones messages build lock clean missing
