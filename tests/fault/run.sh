#!/usr/bin/env bash
# The fault proofs: power cuts on a simulated disk, every I/O call failing in its turn, flipped bits. Builds the release
# and prints their figures.
#
#   bash tests/fault/run.sh           the short forms, as in tests/run.sh: a minute or two
#   bash tests/fault/run.sh --long    at least 1,000 cuts and 100,000 acknowledged writes; every call; 1,000 flips
#
# WUSE_FAULT_SEED=n repeats the choices of an earlier run (which prints it).
set -euo pipefail
cd "$(dirname "$0")/../.."

case "${1:-}" in
  "") ;;
  --long) export WUSE_FAULT_LONG=1 ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0"; [ "$1" = --help ] || [ "$1" = -h ] && exit 0; exit 2 ;;
esac

mkdir -p build
cmake --preset release >build/release.configure.log 2>&1 || { cat build/release.configure.log; exit 1; }
ninja -C build/release -j "$(nproc)" power_cut_test fault_sweep_test bit_flip_test

failed=0
for proof in power_cut fault_sweep bit_flip; do
  printf '\n== %s (%d s)\n' "$proof" "$SECONDS"
  build/release/bin/"$proof"_test --gtest_brief=1 || failed=$((failed + 1))
done
printf '\n== done (%d s)\n%d of 3 proofs failed\n' "$SECONDS" "$failed"
[ "$failed" -eq 0 ]
