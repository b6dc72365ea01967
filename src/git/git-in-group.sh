#!/usr/bin/env bash
# Runs git in a process group of its own, and ends the whole group when it is told to stop: the helpers git starts to talk
# to a remote would go on without it. None of them can write a file larger than the limit, which bash counts in KiB; where
# the operator has set a lower one, that one stays. Git says why it failed only when the signal does not kill it.
ulimit -f "$SANDPIPER_MAX_FILE_KIB" 2>/dev/null
trap '' XFSZ
set -m
trap 'kill -TERM -- "-${!:-none}" 2>/dev/null; exit 130' INT TERM
git "$@" <&0 &
wait "$!"
