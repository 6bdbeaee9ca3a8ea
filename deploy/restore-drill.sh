#!/usr/bin/env bash
# Proves that the newest backup can be restored: restores it into a temporary directory, checks every record against the
# chain and the head that the backup's metadata has, and removes the copy. Starts nothing on the network and changes
# nothing in the backups. Prints one line, "OK …" or "FAILED …", and ends with 0 or 1: for cron.
#
#   restore-drill.sh --backups DIR [--wuse-server PATH] [--tmp DIR]
#
#   --backups DIR        where the server's backups are (--backup-dir, or wuse admin backup)
#   --wuse-server PATH   the program; default: wuse-server in $PATH
#   --tmp DIR            where there is room for the copy; default: $TMPDIR or /tmp
#
#   17 5 * * *  wuse  /usr/share/wuse/restore-drill.sh --backups /var/backups/wuse --tmp /var/tmp
set -euo pipefail

usage() { sed -n '2,14s/^# \{0,1\}//p' "$0"; }
refuse() { echo "restore-drill.sh: $*" >&2; usage >&2; exit 2; }

backups=
server=wuse-server
tmp=${TMPDIR:-/tmp}
while [ $# -gt 0 ]; do
  case "$1" in
    --backups) backups=${2:-}; shift ;;
    --wuse-server) server=${2:-}; shift ;;
    --tmp) tmp=${2:-}; shift ;;
    -h | --help) usage; exit 0 ;;
    *) refuse "unknown option: $1" ;;
  esac
  shift || refuse "an option without its value"
done
[ -n "$backups" ] || refuse "--backups is missing"
command -v -- "$server" >/dev/null || refuse "there is no program $server (see --wuse-server)"

began=$SECONDS
work=$(mktemp -d -- "$tmp/wuse-restore-drill.XXXXXX") || { echo "FAILED no temporary directory in $tmp"; exit 1; }
trap 'rm -rf -- "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {  # what, log
  echo "FAILED $1 of $backups: $(tail -n 1 -- "$2")"
  exit 1
}
value() { sed -n "s/^$1 //p" -- "$2"; }  # of a line "name value…"

"$server" --restore "$backups" --to "$work/data" --log-level warning >"$work/restored" 2>"$work/log" </dev/null ||
  fail restore "$work/log"
head=$(value head "$work/restored")
[ -n "$head" ] || { echo "FAILED restore of $backups: it told no head"; exit 1; }

# By the server's own check of the whole ledger, and against the head that was kept with the backup.
expect=(--expect "$head")
case "$head" in 0:*) expect=() ;; esac  # an empty ledger has no head to expect
"$server" --verify "${expect[@]}" --data "$work/data" --log-level warning >"$work/verified" 2>"$work/log" </dev/null ||
  fail verify "$work/log"
verified=$(value head "$work/verified")
[ "$verified" = "$head" ] || { echo "FAILED verify of $backups: head $verified, the backup says $head"; exit 1; }

echo "OK backup=$(value backup "$work/restored") head=$head state=$(value state "$work/verified")" \
  "store=$(value made_from "$work/restored") bytes=$(du -sb -- "$work/data/ledger" | cut -f1) seconds=$((SECONDS - began))"
