# They need nothing but Python 3.11 or newer and make.
#   make demo   install into .venv, draw a small shop's pictures, check them by Amazon's rules
#   make test   install into .venv, then linters, types, import law, docs drift and all tests
#   make fuzz   judge 1,000 damaged pictures and read as many damaged files of each kind of text
#   make docs   write the JSON Schemas and the reference anew
#   make site   build the documentation as a site in site/
#   make kernels  compile imgrules/_kernels/*.c anew, in place (make demo and make test do it once)
#   make bench  measure speed, memory and growth beside bare decoding and others; 20 minutes
#   make reference  hold every fast measurement against its plain one on 500 drawn pictures

PYTHON ?= python3
BIN := .venv/bin
DEMO ?= demo

.PHONY: demo test lint docs site bench clean
.DEFAULT_GOAL := demo

KERNELS := hatch_build.py $(wildcard imgrules/_kernels/*.c imgrules/_kernels/*.h)

.venv/.installed: pyproject.toml constraints.txt $(KERNELS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "imgrules needs Python 3.11 or newer; say which: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e . -c constraints.txt
	@touch $@

.venv/.developed: .venv/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]' -c constraints.txt
	@touch $@

demo: .venv/.installed
	@$(BIN)/python -m imgrules.testing.samples $(DEMO)
	@# Exit 1 says that pictures fail, which is what a demonstration is for.
	@$(BIN)/imgrules check $(DEMO) -r amazon || [ $$? -eq 1 ]

lint: .venv/.developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/imgrules schema --check
	$(BIN)/python -m docs.generator --check

test: lint
	$(BIN)/python -m pytest -n 2

# Where a compiler is missing, imgrules measures with NumPy and OpenCV: the same, more slowly.
.PHONY: kernels
kernels: .venv/.developed
	$(BIN)/python hatch_build.py
	$(BIN)/python -m imgrules._kernels

# Everything that is generated and committed: JSON Schemas, the reference.
docs: .venv/.developed
	$(BIN)/python -c 'from imgrules import resources, schemas; schemas.write_committed(resources.schema_dir())'
	$(BIN)/python -m docs.generator

# The documentation as a site in site/. Strict: a link or an anchor that leads nowhere stops it.
site: .venv/.developed
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

.venv/.benched: .venv/.developed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]' -c constraints.txt
	@touch $@

# Speed, memory and growth; make bench BENCH=--quick in three minutes, BENCH=--write into the docs.
# What each check takes: .venv/bin/python -m tests.benchmarks.check_speed --planes
BENCH ?=
bench: .venv/.benched
	$(BIN)/python -m tests.benchmarks.performance $(BENCH)

# Every fast measurement against its plain reference, and what the rules say of both.
.PHONY: reference
reference: .venv/.developed
	$(BIN)/python -m tests.benchmarks.reference --pictures 500

# Damaged pictures and files of text, new ones each time; make fuzz SEED=7 FILES=100 repeats a run.
.PHONY: fuzz
SEED := $(or $(SEED),$(shell date +%s))
FILES ?= 1000
fuzz: .venv/.developed
	$(BIN)/python -m tests.fuzz --seed $(SEED) --files $(FILES)
	IMGRULES_FUZZ_EXAMPLES=$(FILES) $(BIN)/python -m pytest -p no:randomly tests/fuzz/test_texts.py \
	  --hypothesis-seed=$(SEED)

clean:
	rm -rf .venv $(DEMO) dist build site .mypy_cache .ruff_cache .pytest_cache
