#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test: unit and integration tests of the release build, all of them
# again under AddressSanitizer and UndefinedBehaviorSanitizer, the modules without gRPC under ThreadSanitizer, and
# clang-tidy with clang's thread-safety analysis. Ends with a line "N passed, N failed".
#
#   bash tests/run.sh                all of it
#   bash tests/run.sh release tidy   only these of: dev release asan tsan tidy
set -euo pipefail
cd "$(dirname "$0")/.."

usage() { sed -n '2,8s/^# \{0,1\}//p' "$0"; }
for step in "$@"; do
  case "$step" in
    dev | release | asan | tsan | tidy) ;;
    -h | --help) usage; exit 0 ;;
    *) echo "unknown step: $step" >&2; usage >&2; exit 2 ;;
  esac
done
steps=("$@")
[ ${#steps[@]} -gt 0 ] || steps=(release asan tsan tidy)

passed=0
failed=0
say() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }

build() {  # preset, targets…
  local preset=$1
  shift
  say "build $preset"
  cmake --preset "$preset" >"build/$preset.configure.log" 2>&1 || { cat "build/$preset.configure.log"; return 1; }
  ninja -C "build/$preset" -j "$(nproc)" "$@"
}

run_tests() {  # preset, ctest arguments…
  local preset=$1 log="build/$1.ctest.log"
  shift
  say "test $preset"
  local total bad
  ctest --test-dir "build/$preset" --output-on-failure --no-tests=error -j 2 "$@" | tee "$log" || true
  total=$(sed -n 's/.*tests failed out of \([0-9]*\)$/\1/p' "$log")
  bad=$(sed -n 's/.*, \([0-9]*\) tests failed out of.*/\1/p' "$log")
  [ -n "$total" ] || { total=1; bad=1; }
  passed=$((passed + total - bad))
  failed=$((failed + bad))
}

check() {  # name, command…: counts as one test
  local name=$1
  shift
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $name"; fi
}

say "dependencies"
bash deploy/install-deps.sh
mkdir -p build

for step in "${steps[@]}"; do
  case "$step" in
    dev | release | asan) if build "$step"; then run_tests "$step"; else failed=$((failed + 1)); fi ;;
    tsan) if build tsan tsan_tests; then run_tests tsan -L tsan; else failed=$((failed + 1)); fi ;;
    tidy) check tidy build tidy -k 0 wuse-server wuse ;;
  esac
done

say "done"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
