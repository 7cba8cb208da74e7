# Two commands: `make demo` and `make test`. No root, no model hub. See README.md.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PY := .venv/bin/python
RASA_PY := rasa_project/.venv/bin/python
RUNTIME := .venv/.runtime-installed
DEV := .venv/.dev-installed
RASA := rasa_project/.venv/.installed
NODE := .cache/node/.installed

.PHONY: help setup demo run test check unit integration e2e replay eval spoken bench bench-dialogue soak lock clean

help: ## What can be made
	@grep -hE '^[a-z0-9_-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(RUNTIME) $(RASA) ## Environments, weights and the trained Rasa model
	@$(PY) -m voicebot.speech.weights
	@$(PY) -m voicebot.dialogue.training

demo: setup ## Replays an order call and a claim call on the real parts
	@exec $(PY) -m voicebot demo

run: setup ## Starts the whole house; PORT=5000 by default
	@exec $(PY) -m voicebot run

replay: setup ## Replays all recorded test calls and checks what must happen
	@exec $(PY) -m voicebot replay audio_fixtures

eval: setup ## How well callers are understood, typed and through the line: build/eval.json and build/eval.html
	@exec $(PY) -m voicebot.evaluation

spoken: $(RUNTIME) ## Speaks sentences through the line again (Debian: espeak-ng, mbrola, mbrola-nl1, -nl2, -nl3)
	@$(PY) -m voicebot.evaluation.make_spoken train
	@$(PY) -m voicebot.evaluation.make_spoken test

bench: $(DEV) setup ## Answer times, calls at once, hearing, in real time: build/bench.json and .png (25 minutes)
	@exec $(PY) -m voicebot.bench

soak: $(DEV) ## 10,000 random transfers, 2,000 confirmations with workers that are killed: build/soak.json
	@exec $(PY) -m voicebot.soak

bench-dialogue: setup ## Training time, answer times and memory of Rasa: build/bench-dialogue.json
	@exec $(PY) -m voicebot.evaluation.bench

test: check unit integration e2e ## Lint, types, import contract and all tests

check: $(DEV)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

unit: $(DEV)
	.venv/bin/pytest -q tests/unit/call --cov=voicebot.call --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=100
	.venv/bin/pytest -q tests/unit --ignore=tests/unit/call

integration: $(DEV) setup $(NODE)
	.venv/bin/pytest -q --durations=5 tests/integration

e2e: $(DEV) setup
	.venv/bin/pytest -q --durations=5 tests/e2e

$(RUNTIME): requirements/voicebot.txt pyproject.toml
	@scripts/make_venv.sh .venv voicebot 3.11 3.12 3.13
	@$(PY) scripts/install.py requirements/voicebot.txt
	@$(PY) -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt $(RUNTIME)
	@$(PY) scripts/install.py requirements/dev.txt
	@touch $@

$(RASA): requirements/rasa.txt
	@scripts/make_venv.sh rasa_project/.venv Rasa 3.10
	@$(RASA_PY) scripts/install.py requirements/rasa.txt
	@touch $@

# Made again only when it could be made: without npm the tests that need it are skipped.
$(NODE): requirements/node/package.json requirements/node/package-lock.json
	@scripts/install_node.sh .cache/node

lock: ## Pins the requirement files again (needs uv)
	uv pip compile -q --no-header --no-annotate --generate-hashes --universal --python-version 3.11 requirements/voicebot.in -o requirements/voicebot.txt
	uv pip compile -q --no-header --no-annotate --generate-hashes --universal --python-version 3.11 requirements/dev.in -c requirements/voicebot.txt -o requirements/dev.txt
	uv pip compile -q --no-header --no-annotate --generate-hashes --universal --python-version 3.10 requirements/rasa.in -o requirements/rasa.txt

clean: ## Removes environments, caches and build output
	rm -rf .venv rasa_project/.venv .cache build
