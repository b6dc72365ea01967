#!/usr/bin/env bash
# Runs in the sandbox in place of every program that Cargo starts (CARGO_TARGET_..._RUNNER). What a test program says is kept
# for the host, and goes on as it is.
if [ ! -d "${SANDPIPER_RESULTS-}" ] || ! [[ "$1" =~ /([^/]+)-[0-9a-f]{16}$ ]]; then exec "$@"; fi
for argument in "$@"; do if [ "$argument" = --list ]; then exec "$@"; fi; done

# Cargo starts a test program in the folder of its package; its name has no hyphens.
name=${BASH_REMATCH[1]}
target="$PWD/src"
for file in {tests,examples,benches,src/bin}/{"$name","${name//_/-}"}{.rs,/main.rs}; do
  if [ -f "$file" ]; then target="$PWD/$file"; fi
done

report="$SANDPIPER_RESULTS/$(date +%s%N)-$$.json"
printf 'target %s\n' "$target" >"$report"
"$@" | tee -a "$report"
code=${PIPESTATUS[0]}
printf '\nexit %s\n' "$code" >>"$report"
exit "$code"
