#!/usr/bin/env bash
# Measures the release build beside Debian's etcd and a bare gRPC echo, and compares with the goals.
#
#   bash tests/bench/run.sh write|read|watch|restart|memory|color|figures [options]      see --help
#
# Installs and builds what is missing, unless WUSE_BIN names a directory of binaries.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ -z "${WUSE_BIN:-}" ]; then
  bash deploy/install-deps.sh --bench
  mkdir -p build
  cmake --preset release -DWUSE_BENCH=ON >build/bench.configure.log 2>&1 || { cat build/bench.configure.log; exit 1; }
  ninja -C build/release wuse-server bench-load bench-echo bench-color >&2
  export WUSE_BIN=$PWD/build/release/bin
fi
export PYTHONDONTWRITEBYTECODE=1
exec /usr/bin/python3 tests/bench/bench.py "$@"
