# `make test` and `make gallery` set up what they need; a second run sets up nothing again.
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11 python; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
BIN := .venv/bin
WORKERS ?= 2
# The laws hold where Python leaves out assert statements, too; the pictures and batches are the same.
LAWS := tests/core tests/encodings tests/graphs tests/layouts tests/scene tests/stats \
	tests/plots --ignore=tests/plots/test_pictures.py
OPTIMIZED := "ignore:assertions not in test modules:pytest.PytestConfigWarning"

.PHONY: gallery test fuzz floors bench baseline sheet clean
.DELETE_ON_ERROR:

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "vizlib needs Python 3.11 or later."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/gallery.stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[gallery]'
	@touch $@

.venv/test.stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ .venv/gallery.stamp

gallery: .venv/gallery.stamp
	$(BIN)/python scripts/build_gallery.py

test: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --ignore=tests/queues --ignore=tests/notebook
	PYTHONOPTIMIZE=1 $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -W $(OPTIMIZED) $(LAWS)
	$(BIN)/python -m pytest tests/notebook
	$(BIN)/python -m pytest tests/queues

# The oldest versions that are promised, the files that are given away, and laws of each package:
# tests of the unpacked sdist see the wheel. What is old there is used in ways that are no more.
FLOORS := build/floors
FLOOR_LAWS := tests/encodings tests/graphs tests/kernels tests/layouts tests/rendering tests/scene tests/stats \
	tests/batch/test_tasks.py tests/core/test_facets.py tests/core/test_looks.py tests/maps/test_edge_paths.py \
	tests/maps/test_extent.py tests/maps/test_natural_earth.py tests/plots/test_chord.py \
	tests/plots/test_matrix_blocks.py tests/plots/test_mixing.py \
	tests/test_cli.py::test_one_graph_becomes_one_picture \
	tests/test_cli.py::test_wrong_use_ends_with_code_2_and_says_what_to_do \
	--deselect tests/rendering/test_rasterize.py::test_more_edges_than_a_worker_may_hold
floors: .venv/test.stamp
	rm -rf $(FLOORS)
	$(BIN)/python -m build --quiet --outdir $(FLOORS) .
	tar -xf $(FLOORS)/vizlib-*.tar.gz -C $(FLOORS)
	$(BIN)/uv venv --quiet --python 3.11 $(FLOORS)/venv
	$(BIN)/uv pip install --quiet --python $(FLOORS)/venv --resolution lowest-direct \
		--requirements pyproject.toml --extra laws
	$(BIN)/uv pip install --quiet --python $(FLOORS)/venv --no-deps $(FLOORS)/*.whl
	$(BIN)/uv pip list --python $(FLOORS)/venv
	cd $(FLOORS)/vizlib-*/ && rm -r vizlib && ../venv/bin/python -m pytest -n $(WORKERS) \
		--dist worksteal -W ignore::DeprecationWarning $(FLOOR_LAWS)

# N hostile pictures, or those from the number FIRST on; see tests/README.md.
N ?= 10000
FIRST ?= 0
fuzz: .venv/test.stamp
	$(BIN)/python -m tests.fuzz --first $(FIRST) --count $(N)

bench: .venv/test.stamp
	$(BIN)/python benchmarks/run.py

baseline: .venv/test.stamp
	$(BIN)/python -m pytest tests/plots/test_pictures.py -W ignore:Ignoring --mpl-generate-path=baseline_images

# All plots at all sizes to look at; TARGETS=folder DATA=folder puts pictures of one's own beside them.
sheet: .venv/gallery.stamp
	$(BIN)/python scripts/sheet/build.py $(if $(PLOTS),--plots $(PLOTS)) \
		$(if $(TARGETS),--targets $(TARGETS) --data $(DATA))

clean:
	rm -rf build .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
