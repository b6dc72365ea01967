#!/bin/sh
# Clones the image $2 of the file system mounted at $1 to $3 while nothing can write to it. It runs apart from the process
# that started it and has its own deadlines, so that the file system is thawed whatever becomes of that process. From
# within, it can be thawed also after it was unmounted.
cd "$1" || exit 1
thaw() { fsfreeze --unfreeze . 2>/dev/null; }
trap 'thaw; exit 1' INT TERM HUP
# Most of what is to be written is written before the writers are held up.
timeout --signal=KILL 240 sync --file-system . || exit 1
timeout --signal=KILL 20 fsfreeze --freeze . || { thaw; exit 1; }
timeout --signal=KILL 20 cp --reflink=always -- "$2" "$3"
cloned=$?
thaw
exit "$cloned"
