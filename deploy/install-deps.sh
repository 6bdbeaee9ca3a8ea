#!/usr/bin/env bash
# Installs every Debian 12 package that Wuse is built, tested and run with. Needs root or sudo, and apt only.
# Does nothing (in well under a second) when all are there.
#
#   bash deploy/install-deps.sh --bench   and what tests/bench/run.sh compares and measures with
set -euo pipefail

with_bench=false
for argument in "$@"; do
  case "$argument" in
    --bench) with_bench=true ;;
    *) echo "unknown option: $argument (there is --bench)" >&2; exit 2 ;;
  esac
done

packages=(
  # build
  g++ cmake ninja-build ccache mold git pkg-config  # gRPC finds re2 through pkg-config
  # libraries
  libgrpc++-dev protobuf-compiler protobuf-compiler-grpc libprotobuf-dev libabsl-dev librocksdb-dev
  libcli11-dev libfmt-dev libspdlog-dev libssl-dev libboost1.81-dev libicu-dev zlib1g-dev libjemalloc-dev
  libgtest-dev libgmock-dev
  # checks
  clang-14 clang-tidy-14 clang-format-14
  # the stock client of another language in the tests
  python3 python3-grpcio python3-protobuf
)
# the peer, the protos that its load is made with, and what counts syncs
if $with_bench; then
  packages+=(etcd-server golang-etcd-server-dev golang-github-gogo-protobuf-dev
             golang-github-grpc-ecosystem-grpc-gateway-dev strace)
fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "installing: ${missing[*]}" >&2
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
