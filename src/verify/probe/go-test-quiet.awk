# Reads what a Go test program says with -test.v: results go to `report`, and what it would have said without goes on.
# In verbose output a line of a test's log stands before the test's result, indented; without, after it, if it failed.
{
  line = $0
  gsub(/\026/, "", line)
}
line ~ /=== RUN |--- (PASS|FAIL|SKIP): / { print line >> report }
verbose { print; next }
match(line, /=== RUN   [^ ]+$/) { begin(substr(line, RSTART + 10), substr(line, 1, RSTART - 1)); next }
match(line, /--- (PASS|SKIP): [^ ]+ \([0-9.]+s\)$/) && goes_on(substr(line, RSTART + 10)) {
  finish(substr(line, 1, RSTART - 1))
  next
}
/^=== (PAUSE|CONT|NAME) / { current = $3; next }
/^ *--- FAIL: / {
  print
  match($0, /^ */)
  tell($3, substr($0, 1, RLENGTH))
  current = ""
  next
}
/^    / && current != "" { log_of[current] = log_of[current] $0 "\n"; next }
{ print }
# A program that broke off left tests without a result.
END { for (name in log_of) tell(name, "") }

# What a test prints may end in the middle of a line.
function begin(name, before) {
  printf "%s", before
  running[name] = 1
  current = name
}

function goes_on(result,   words) {
  split(result, words, " ")
  ended = words[1]
  return ended in running
}

function finish(before) {
  if (before !~ /^ *$/) printf "%s", before
  delete running[ended]
  delete log_of[ended]
  current = ""
}

function tell(name, indent,   lines, count, i) {
  count = split(log_of[name], lines, "\n")
  for (i = 1; i < count; i++) print indent lines[i]
  delete log_of[name]
}
