#!/usr/bin/env bash
# Wuse in one command: installs, builds, starts the server on this machine, loads the demo register of 金东区, pushes
# its newest week, prints the overview and follows the stream until Ctrl-C.
#
#   bash deploy/quickstart.sh            follow until Ctrl-C, then remove the data
#   bash deploy/quickstart.sh --once     end after the overview
#   bash deploy/quickstart.sh --dir D    keep the data and the server's port file (D/port) in D
set -euo pipefail
cd "$(dirname "$0")/.."

once=false
dir=
while [ $# -gt 0 ]; do
  case "$1" in
    --once) once=true ;;
    --dir) dir=${2:?--dir needs a folder}; shift ;;
    -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "unknown option: $1 (see --help)" >&2; exit 2 ;;
  esac
  shift
done

say() { printf '\n\033[1m== %s\033[0m\n' "$*" >&2; }
[ -t 2 ] || say() { printf '\n== %s\n' "$*" >&2; }

say "1/5 packages"
bash deploy/install-deps.sh

say "2/5 build (release; some minutes the first time)"
cmake --preset release >/dev/null
ninja -C build/release -j "$(nproc)" wuse-server wuse >&2
export PATH="$PWD/build/release/bin:$PATH"

if [ -n "$dir" ]; then
  mkdir -p "$dir"
else
  dir=$(mktemp -d)
  remove_dir=$dir
fi
server=
watcher=
stop() {
  [ -z "$watcher" ] || { kill "$watcher" 2>/dev/null && wait "$watcher" 2>/dev/null; } || true
  [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
  [ -z "${remove_dir:-}" ] || rm -rf "$remove_dir"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say "3/5 server"
rm -f "$dir/port"
wuse-server --data "$dir/data" --listen 127.0.0.1:0 --port-file "$dir/port" \
  --district 金东区 --holidays deploy/demo/holidays.csv --today 2021-05-08 2>"$dir/server.log" &
server=$!
until [ -s "$dir/port" ]; do
  kill -0 "$server" 2>/dev/null || { cat "$dir/server.log" >&2; exit 1; }
  read -r -t 0.1 <> <(:) || true
done
export WUSE_SERVER="127.0.0.1:$(cat "$dir/port")"
export WUSE_ACTOR=quickstart
echo "listening on $WUSE_SERVER, data in $dir" >&2

say "4/5 demo register: units, projects, weeks W01 to W17"
wuse unit apply deploy/demo/units.csv --yes >/dev/null
wuse project apply deploy/demo/projects.csv --yes >/dev/null
# What the register cannot know: the completion of the same month a year before, as published.
wuse reference set --metric 年度计划完成率 --period 2020-04 --value 12.44 \
  --source '金东区 2021 年 4 月重点项目通报：26.04%，同比提高 13.6 个百分点' >/dev/null
weeks=(deploy/demo/reports/*.csv)
newest=${weeks[-1]}
for week in "${weeks[@]::${#weeks[@]}-1}"; do
  printf '%s ' "$(basename "$week" .csv)" >&2
  wuse report push "$week" --yes >/dev/null 2>&1 || { wuse report push "$week" --yes; exit 1; }
done
echo >&2

say "5/5 newest week: $(basename "$newest" .csv)"
wuse report push "$newest" --yes | tail -n 1 >&2
wuse board

"$once" && exit 0
say "following the stream; Ctrl-C ends"
wuse watch &
watcher=$!
wait "$watcher"  # a signal ends the wait at once, and the trap ends the rest
