# Run `make` to see what there is.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
# Without `semantic`: nobody needs a model of 90 MB to work on the wiki.
PRODUCTION_EXTRAS := --extra postgresql --extra production
DEVELOPMENT_EXTRAS := $(PRODUCTION_EXTRAS) --extra test --extra check
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header
MANAGE := $(BIN)/python manage.py

.DEFAULT_GOAL := help

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(VENV)/run.stamp: requirements.txt
	@echo "Installing what the wiki needs into $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

# After the other, never beside it: under `make --jobs` two would install into one folder.
$(VENV)/test.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "Installing what the tests and checks need into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

messages: $(VENV)/run.stamp ## Compile the translations of labels and admin texts
	@$(BIN)/python -m cms.messages

demo: $(VENV)/run.stamp messages ## Set up the database with the demo wiki
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_demo
	@$(MANAGE) create_administrator

free-port: $(VENV)/run.stamp
	@$(BIN)/python -c "import socket; socket.create_server(('$(HOST)', $(PORT))).close()" 2>/dev/null || \
		{ echo "$(HOST):$(PORT) is taken or not to be had. Choose another port: make run PORT=8001" >&2; exit 1; }

# Documents hold addresses, so they are built again for the port they are served on.
run: export WIKI_API_URL ?= http://$(HOST):$(PORT)
run: export WIKI_FRONTEND_URL ?= http://$(HOST):$(PORT)
run: export WIKI_ADMIN_URL ?= http://$(HOST):$(PORT)
run: free-port demo ## Set up the wiki with demo content and serve it on http://127.0.0.1:8000
	@$(MANAGE) rebuild_documents
	@echo "Editors: http://$(HOST):$(PORT)/admin/   API: http://$(HOST):$(PORT)/api/v1/docs/   Stop with Ctrl+C."
	@$(MANAGE) runserver $(HOST):$(PORT)

test: $(VENV)/test.stamp messages ## Run every test (SQLite; DATABASE_URL=postgres://… for PostgreSQL)
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

pgvector: $(VENV)/test.stamp messages ## Run the tests of ranking by meaning on a PostgreSQL with pgvector (Linux, x86-64, up to Python 3.12)
	@$(BIN)/python -m tests.vector_server $(BIN)/python -m pytest tests/search/test_meaning.py tests/search/test_vectors.py

check: $(VENV)/test.stamp messages ## Lint, types, import contracts, Django checks, migrations, OpenAPI
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(MANAGE) check --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) spectacular --validate --fail-on-warn --format openapi-json --file $(VENV)/openapi.json
	diff -u docs/reference/openapi.json $(VENV)/openapi.json

types: ## Prove that the OpenAPI file gives TypeScript exact types (needs Node)
	@npm ci --prefix tests/typescript --no-audit --no-fund --silent
	@npm run --prefix tests/typescript --silent check

surveyjs: ## Install survey-core, with which the tests prove the SurveyJS form (needs Node)
	@npm ci --prefix tests/surveyjs --no-audit --no-fund --silent

sitemap-schema: ## Install the schema of sitemaps, with which the tests check ours (needs Node)
	@npm ci --prefix tests/sitemap --no-audit --no-fund --silent

axe: ## Install axe-core, with which the tests look for what keeps people out (needs Node)
	@npm ci --prefix tests/axe --no-audit --no-fund --silent

format: $(VENV)/test.stamp ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

openapi: $(VENV)/test.stamp ## Write docs/reference/openapi.json
	$(MANAGE) spectacular --validate --fail-on-warn --format openapi-json --file docs/reference/openapi.json

benchmark: $(VENV)/test.stamp messages ## Measure delivery and publishing beside stock Wagtail (long; SERVER=postgres://… for both)
	$(BIN)/python benchmarks/delivery.py --postgresql "$(SERVER)"
	$(BIN)/python benchmarks/publishing.py --postgresql "$(SERVER)"
	$(BIN)/python benchmarks/quiz.py

quality: $(VENV)/test.stamp messages ## Measure how well search answers, beside BM25, on both databases
	$(BIN)/python benchmarks/search_quality.py --check

benchmark-search: $(VENV)/test.stamp messages ## Measure search at 1,000 to 100,000 documents (long)
	$(BIN)/python benchmarks/search.py --check

lock: ## Write the locks again (needs uv)
	$(LOCK) -o requirements.txt
	$(LOCK) $(PRODUCTION_EXTRAS) -o requirements-production.txt
	$(LOCK) $(DEVELOPMENT_EXTRAS) -o requirements-dev.txt

.PHONY: help messages demo free-port run test pgvector check types surveyjs sitemap-schema axe format openapi benchmark quality benchmark-search lock
