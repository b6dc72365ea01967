#!/usr/bin/env bash
# Runs git in a process group of its own, and ends the whole group when it is told to stop: the helpers git starts to talk
# to a remote would go on without it.
set -m
trap 'kill -TERM -- "-${!:-none}" 2>/dev/null; exit 130' INT TERM
git "$@" <&0 &
wait "$!"
