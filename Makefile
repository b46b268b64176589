# make run, make test, make lint, make bench, make bundle, make translations, make pictures, make setup
# The first one of them builds .venv from the locked requirements (packaging/setup_environment.sh).

PYTHON := .venv/bin/python
export QT_LOGGING_RULES ?= qt.qpa.*=false

.PHONY: run test lint bench bundle translations pictures setup notices lock clean
.DEFAULT_GOAL := run

run: .venv/.ready-run
	@sh packaging/run.sh

test: .venv/.ready-dev
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -q -n 2 $(TESTS)

lint: .venv/.ready-dev
	$(PYTHON) -m ruff check src tests packaging benchmarks
	$(PYTHON) -m mypy
	PYTHONPATH=src .venv/bin/lint-imports --no-logo
	$(PYTHON) packaging/translations.py --check

bench: .venv/.ready-dev
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m benchmarks $(BENCH)

bundle: .venv/.ready-dev
	$(PYTHON) packaging/bundle.py

translations: .venv/.ready-dev
	$(PYTHON) packaging/translations.py

# The pictures of the README, taken from the demo.
pictures: .venv/.ready-dev
	$(PYTHON) packaging/pictures.py

notices: .venv/.ready-dev
	$(PYTHON) packaging/notices.py

# Rewrite the locks after changing the dependencies in pyproject.toml; one lock serves every system and Python 3.11-3.13.
UV := $(PYTHON) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header
lock: .venv/.ready-dev
	$(PYTHON) -m pip install -q uv
	$(UV) -o requirements.lock pyproject.toml
	$(UV) --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

setup: .venv/.ready-dev

.venv/.ready-run: requirements.lock packaging/setup_environment.sh packaging/setup_environment.py
	@sh packaging/setup_environment.sh run

.venv/.ready-dev: requirements-dev.lock packaging/setup_environment.sh packaging/setup_environment.py
	@sh packaging/setup_environment.sh dev

clean:
	rm -rf build dist demo out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
