# setup check test laws bench docs world: what a developer types

python := ".venv/bin/python"

setup:
    python3 -m venv .venv
    .venv/bin/pip install -q -r requirements/dev.lock
    .venv/bin/pip install -q --no-deps -e .

check:
    .venv/bin/ruff format --check src tests benchmarks
    .venv/bin/ruff check src tests benchmarks
    .venv/bin/mypy
    .venv/bin/lint-imports

test:
    {{python}} -m pytest -n 2

laws:
    {{python}} -m pytest tests/laws

# one benchmark by name: just bench failures
bench name:
    {{python}} benchmarks/{{name}}.py

# pages of validation and the map of the world, from outside data (SOGDIA_REFERENCE_DATA, default ../shared/data)
docs:
    {{python}} benchmarks/validation.py
    {{python}} benchmarks/incidents.py
    {{python}} benchmarks/drawn_lengths.py
    {{python}} benchmarks/world_picture.py

# the embedded world from the facts
world:
    {{python}} -m sogdia.data.making.make

lock:
    uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements/sogdia.lock
    uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements/dev.lock
