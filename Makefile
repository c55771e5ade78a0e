# The commands of the house. `make` alone lists them. Each makes its environment first (`boot.py`), so that a fresh
# clone needs nothing but python3 with venv, and make.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PORT ?= 8000
# How many test processes: two, as on the smallest machine that this is measured on.
WORKERS ?= 2
PAGE ?=
DEPTH ?= 20

RUN := python3 boot.py run --
DEV := python3 boot.py dev --
PYTEST := $(DEV) pytest -q
# Processes of a run: each begins with a share of the tests, and who is done takes of what another has left.
SHARED := -n $(WORKERS) --dist worksteal
ON_SQLITE := PORTAL_TEST_DATABASE=sqlite DATABASE_URL=

# What `check --deploy` needs to see: a production environment with nothing secret in it.
PRODUCTION := DJANGO_SETTINGS_MODULE=portal.settings.prod SECRET_KEY=$(shell printf 'k%.0sEy-4_' $$(seq 1 12)) \
	ALLOWED_HOSTS=portal.example BASE_URL=https://portal.example CELERY_BROKER_URL=redis://127.0.0.1:6379/0 \
	DATABASE_URL=postgres://portal@127.0.0.1/portal \
	DEFAULT_FROM_EMAIL=support@portal.example PAGE_FALLBACK_EMAIL=duty@portal.example

.PHONY: help
help: ## List the commands.
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## Run the portal with its demo world on http://127.0.0.1:8000 (PORT=, RESET=1 starts over).
	@$(RUN) python manage.py up --demo --port $(PORT) $(if $(filter 1,$(RESET)),--reset)

.PHONY: test
test: ## Test in under 5 minutes on two cores: everything but what `test-long` does, and one browser story per user.
	$(PYTEST) $(SHARED) -m "not browser and not long"
	$(PYTEST) -n $(WORKERS) -m story --reruns 1 -rR tests/browser

.PHONY: test-long
test-long: ## Test in about 4 minutes on two cores what walks every form or makes whole processes and databases, and what differs on SQLite.
	$(PYTEST) $(SHARED) -m "long and not browser"
	$(ON_SQLITE) $(PYTEST) $(SHARED) -m "both and not browser"

.PHONY: test-all
test-all: ## Test in about 45 minutes on two cores: both databases whole, all browser stories, axe.
	$(PYTEST) $(SHARED) -m "not browser"
	$(ON_SQLITE) $(PYTEST) $(SHARED) -m "not browser"
	$(PYTEST) -n $(WORKERS) -m "browser and not pictures"

.PHONY: browse
browse: ## Walk all browser stories, and look at every page with axe; what passes only the second time is named. Before a release.
	$(PYTEST) -n $(WORKERS) -m "browser and not pictures and not story" --reruns 1 -rR

.PHONY: test-faults
test-faults: ## End workers, broker and database under load, and count what was lost (SHORT=1 in 3 minutes, SEED= repeats, ONLY= chooses, SPREAD=1 over two web servers).
	$(DEV) python -m tools.faults $(if $(filter 1,$(SHORT)),--short) $(if $(filter 1,$(SPREAD)),--spread) $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only $(ONLY))

.PHONY: test-hosts
test-hosts: ## Show two web servers and a worker that share no disk, with files in a bucket (as root; needs iproute2).
	$(DEV) python -m tools.hosts

.PHONY: test-deep
test-deep: ## Try the laws of the coverage engine on DEPTH times as many new examples (usually 20).
	COVERAGE_DEPTH=$(DEPTH) $(PYTEST) -n $(WORKERS) tests/entitlements/coverage

.PHONY: bench
bench: ## Measure the portal over HTTP with 1,000, 10,000 and 100,000 tickets (SIZES=1000,10000 ONLY=queue DATABASES=sqlite ROUNDS=5).
	@$(DEV) python -m tools.bench $(if $(SIZES),--sizes $(SIZES)) $(if $(ONLY),--only "$(ONLY)") $(if $(DATABASES),--databases $(DATABASES)) $(if $(ROUNDS),--rounds $(ROUNDS))

.PHONY: bench-steps
bench-steps: ## Measure how many agents each step of growth bears (as root; nginx and PgBouncer; TICKETS=20000 CORES=0.25).
	@$(DEV) python -m tools.steps $(if $(TICKETS),--tickets $(TICKETS)) $(if $(CORES),--cores $(CORES)) $(if $(ONLY),--only "$(ONLY)")

.PHONY: weight
weight: ## Measure in Chromium what pages weigh and when they are painted, while `make demo` runs (PORT=).
	@$(DEV) python -m tools.weight --base http://127.0.0.1:$(PORT)

.PHONY: bench-coverage
bench-coverage: ## Measure the coverage engine beside two other libraries.
	@$(DEV) python -m tools.bench_coverage

.PHONY: bench-search
bench-search: ## Measure the search on 100,000 documents, on PostgreSQL and on SQLite.
	@$(DEV) python -m tools.bench_search

.PHONY: bench-promises
bench-promises: ## Measure what a new holiday does to 100,000 open promises on PostgreSQL.
	@$(DEV) python -m tools.bench_promises

.PHONY: check
check: checks test test-long ## Before a push: lint, types, contracts, templates, production settings, migrations, all these tests. This is what CI asks.

.PHONY: checks
checks: lint types contracts templates deploy migrations ## All of `check` but the tests.

.PHONY: quick
quick: ## Before each commit, in under 60 seconds: ruff, types, contracts, tests of the touched apps.
	$(DEV) ruff check --quiet .
	$(DEV) ruff format --quiet --check .
	$(DEV) mypy .
	$(DEV) lint-imports --no-logo
	$(PYTEST) -m "not browser" tests/architecture $$(python3 tests/touched.py)

.PHONY: lint
lint: ## Check the style and the format of the Python code.
	$(DEV) ruff check .
	$(DEV) ruff format --check .

.PHONY: format
format: ## Put the Python code into its format.
	$(DEV) ruff check --fix --exit-zero --quiet .
	$(DEV) ruff format .

.PHONY: types
types: ## Check the types.
	$(DEV) mypy .

.PHONY: contracts
contracts: ## Check the import contracts of the storeys.
	$(DEV) lint-imports

.PHONY: templates
templates: ## Check the templates.
	$(DEV) djlint templates --lint --quiet
	$(DEV) djlint hot --extension jinja --profile jinja --lint --quiet

.PHONY: deploy
deploy: ## Check the production settings.
	$(PRODUCTION) $(DEV) python manage.py check --deploy --fail-level WARNING

.PHONY: migrations
migrations: ## Check that the migrations say what the models say.
	DJANGO_SETTINGS_MODULE=portal.settings.test DATABASE_URL=sqlite://:memory: $(DEV) python manage.py makemigrations --check --dry-run

.PHONY: lock
lock: ## Lock the requirements again, with hashes.
	$(DEV) uv pip compile --quiet --universal --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	$(DEV) uv pip compile --quiet --universal --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt

.PHONY: front
front: ## Build static/dist from the front end's sources (needs Node; the result is committed).
	npm ci && npm run build

.PHONY: docs
docs: ## Write the pages of docs/ that are made from the code: docs/access.md.
	DJANGO_SETTINGS_MODULE=portal.settings.test $(DEV) python -c "import django; django.setup(); from tools import access; access.write()"

.PHONY: pictures
pictures: ## Write a contact sheet of each page into pictures/ (PAGE= chooses one).
	$(PYTEST) tests/browser/test_pictures.py $(if $(PAGE),-k "$(PAGE)")

.PHONY: clean
clean: ## Remove what the commands made: environment, data, caches.
	rm -rf .venv var node_modules pictures .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache static/collected
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
