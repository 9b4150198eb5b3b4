PYTHON := .venv/bin/python
HOUSE_RULES := tests/test_floors.py tests/test_catalogue.py tests/test_templates.py

.PHONY: run test torture check catalogue screenshots dev clean

run: ## Create the environment if needed, then start
	@./classroom.sh

test: check ## Everything, in a real browser too
	@echo "== Browser"
	@CLASSROOM_BROWSER="$$($(PYTHON) -m tests.browser)" && export CLASSROOM_BROWSER \
		&& echo "$$CLASSROOM_BROWSER" && echo "== Tests" && $(PYTHON) -m pytest --numprocesses 2 --ignore=tests/torture \
		&& echo "== Harm" && $(PYTHON) -m pytest tests/torture

check: dev ## What can be said without running a workshop
	@echo "== Style"
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@echo "== Types"
	@$(PYTHON) -m mypy
	@echo "== Floors, words, templates"
	@$(PYTHON) -m pytest --quiet $(HOUSE_RULES)

torture: dev ## 1,000 kills and every other harm ten times over: ten minutes
	@CLASSROOM_TORTURE_KILLS=1000 $(PYTHON) -m pytest tests/torture

catalogue: dev ## Bring the new French sentences into the translations
	@$(PYTHON) -m classroom.i18n update

screenshots: dev ## Pictures of the main pages
	@CLASSROOM_BROWSER="$$($(PYTHON) -m tests.browser)" $(PYTHON) -m tests.screenshots

dev:
	@./classroom.sh --prepare dev

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find classroom tests -name __pycache__ -type d -prune -exec rm -rf {} +
