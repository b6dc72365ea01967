#!/usr/bin/env bash
# Runs in the sandbox in place of every program that `go test` and `go run` start (GOFLAGS=-exec). A test program is told to
# name its results, which are kept for the host; `go test` is given what the program would have said without that.
case "$1" in *.test) ;; *) exec "$@" ;; esac
if [ ! -d "${SANDPIPER_RESULTS-}" ] || ! command -v awk >/dev/null; then exec "$@"; fi

# Go starts a test program in the folder of its package.
root=$PWD
while [ -n "$root" ] && [ ! -f "$root/go.mod" ]; do root=${root%/*}; done
module=$([ -n "$root" ] && awk '$1 == "module" { gsub(/"/, "", $2); print $2; exit }' "$root/go.mod")

report="$SANDPIPER_RESULTS/$(date +%s%N)-$$.json"
printf 'package %s%s\n' "$module" "${PWD#"$root"}" >"$report"
program=$1
shift
verbose=0
for argument in "$@"; do case "$argument" in -test.v=false) ;; -test.v*) verbose=1 ;; esac; done

"$program" -test.v=true "$@" 2>&1 | awk -v report="$report" -v verbose="$verbose" -f "${0%/*}/go-test-quiet.awk"
code=${PIPESTATUS[0]}
printf 'exit %s\n' "$code" >>"$report"
exit "$code"
