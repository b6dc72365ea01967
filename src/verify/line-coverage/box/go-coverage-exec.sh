#!/usr/bin/env bash
# Runs in the sandbox in place of every program that `go test` and `go run` start (GOFLAGS=-exec). A test program that was built
# to count is told where to write what it counted; where the repository's own command says so, a copy is kept.
case "$1" in *.test) ;; *) exec "$@" ;; esac
if [ ! -d "${SANDPIPER_COVERAGE-}" ]; then exec "$@"; fi

profile="$SANDPIPER_COVERAGE/$(date +%s%N)-$$.out"
own=
for argument in "$@"; do case "$argument" in -test.coverprofile=*) own=${argument#*=} ;; esac; done
program=$1
shift
if [ -z "$own" ]; then exec "$program" "-test.coverprofile=$profile" "$@"; fi

"$program" "$@"
code=$?
cp -- "$own" "$profile" 2>/dev/null
exit "$code"
