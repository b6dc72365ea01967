# Runs in the sandbox after the tests, on the profiles that Go's test programs wrote. Keeps what is about the changed files (a
# JSON list in the file `changed`), and prints one JSON line for each of them. Columns are counted from 1, and in bytes.
BEGIN {
  getline list < changed
  gsub(/^\["|"\]$/, "", list)
  count = split(list, paths, /","/)
  for (i = 1; i <= count; i++) if (paths[i] ~ /^[^"\\]+\.go$/) path_of[name_of(paths[i])] = paths[i]
}
match($0, /:[0-9]+\.[0-9]+,[0-9]+\.[0-9]+ [0-9]+ [0-9]+$/) {
  name = substr($0, 1, RSTART - 1)
  if (!(name in path_of)) next
  split(substr($0, RSTART + 1), numbers, /[., ]/)
  part = sprintf("{\"start\":{\"line\":%d,\"column\":%d},\"end\":{\"line\":%d,\"column\":%d},\"count\":%d}",
    numbers[1], numbers[2] - 1, numbers[3], numbers[4] - 1, numbers[6] > 0)
  parts[name] = parts[name] (parts[name] == "" ? "" : ",") part
}
END {
  for (name in parts) printf "{\"kind\":\"parts\",\"path\":\"%s\",\"parts\":[%s]}\n", path_of[name], parts[name]
  print "{\"kind\":\"loaded\",\"paths\":[]}"
}

# A profile names a file by its module, which the nearest go.mod above it names.
function name_of(path,   folder, rest, line, words) {
  folder = path
  while (folder != "") {
    if (!sub(/\/[^\/]*$/, "", folder)) folder = ""
    file = (folder == "" ? "" : folder "/") "go.mod"
    while ((getline line < file) > 0) {
      if (split(line, words, /[ \t"]+/) < 2 || words[1] != "module") continue
      close(file)
      rest = folder == "" ? path : substr(path, length(folder) + 2)
      return words[2] "/" rest
    }
    close(file)
  }
  return path
}
