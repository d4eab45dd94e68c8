# The two commands of the README are `make demo` and `make test`; each does all of its set-up by itself.

.DEFAULT_GOAL := help
SHELL := /bin/bash

VENV := .venv
BIN := $(VENV)/bin
# The cluster's programs need the system's Python, which other users can run too.
DEMO := /usr/bin/python3 -m demo
NODE_PATHS := $(shell $(DEMO) node-path 2>/dev/null)
export PATH := $(CURDIR)/$(BIN):$(if $(NODE_PATHS),$(NODE_PATHS):)$(PATH)
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

.PHONY: help
help: ## Show what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 16

.PHONY: demo
demo: ## Start a cluster on this machine with JupyterLab in a Slurm job, and print its address
	@bash demo/bootstrap
	@$(DEMO) up

.PHONY: demo-stop
demo-stop: ## Stop everything that `make demo` started
	@$(DEMO) down

.PHONY: test
test: ## Set up and run every check
	@bash tests/run

.PHONY: develop
develop: $(VENV)/.ready node_modules/.ready ui-tests/node_modules/.ready ## Make the development environment

$(VENV)/.ready: pyproject.toml
	test -x $(BIN)/python || python3 -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade pip hatchling jupyter-builder hatch-jupyter-builder hatch-nodejs-version editables build
	# A link that `make build` left would have pip write its own files into the sources.
	rm -rf $(VENV)/share/jupyter/labextensions/hpclab hpclab/labextension/install.json
	SKIP_JUPYTER_BUILDER=1 $(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[test]'
	touch $@

# Installs the npm packages of a folder; what the package manager says is shown only where that fails.
define install_npm
	@echo 'Installing the npm packages of $(1)…'
	@cd $(1) && said=$$(jlpm install --immutable 2>&1) || { echo "$$said"; exit 1; }
	@touch $@
endef

node_modules/.ready: package.json yarn.lock $(VENV)/.ready
	$(call install_npm,.)

ui-tests/node_modules/.ready: ui-tests/package.json ui-tests/yarn.lock $(VENV)/.ready
	$(call install_npm,ui-tests)

.PHONY: build
build: develop ## Build the labextension and link it into the development environment
	jlpm build
	jupyter-builder develop . --overwrite

.PHONY: openapi
openapi: develop ## Write openapi.json and the TypeScript types again after a change of models or routes
	python -m hpclab.openapi > openapi.json
	jlpm schema

.PHONY: lint
lint: develop ## Check style, types and who imports whom
	ruff check .
	ruff format --check .
	mypy
	lint-imports
	jlpm lint
	jlpm tsc --noEmit

.PHONY: lint-fix
lint-fix: develop ## Mend what a program can mend
	ruff check --fix .
	ruff format .
	jlpm lint:fix

.PHONY: wheel
wheel: develop ## Build the wheel into dist/
	python -m build --wheel

.PHONY: screenshots
screenshots: develop ## Take the README's pictures again, from the running demo
	cd ui-tests && jlpm playwright test --config screenshots.config.ts
