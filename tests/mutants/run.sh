#!/usr/bin/env bash
# Breaks the product in small ways, one after the other, and shows which test goes red. A break that no test notices is
# a missing test. The breaks are listed in breaks.toml.
#
#   bash tests/mutants/run.sh              all of them
#   bash tests/mutants/run.sh --help       one of them, the list, …
#
# Installs what is missing; works in a copy of the tree under build/mutants.
set -euo pipefail
cd "$(dirname "$0")/../.."
bash deploy/install-deps.sh
export PYTHONDONTWRITEBYTECODE=1
exec /usr/bin/python3 tests/mutants/mutants.py "$@"
