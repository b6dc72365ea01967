/**
 * Run by bash in the workspace with a scratch folder as its argument: brings a repository of our own in there up to date with
 * the files, and writes the id of the base commit and that of the whole tree. Of the workspace's `.git` it takes the objects and
 * the first `HEAD`; no hook, filter, exclude, alias or hidden index entry of it has any effect, and nothing in it is written.
 *
 * The base is what `HEAD` was when this ran first. `node_modules` stays out unless tracked, as it does from what is published.
 * When the objects take too much room they are given up, and with them what is known of the files.
 */
export const shadowScript = `
set -euo pipefail
ulimit -f 262144
shadow=$1/shadow.git
if [ ! -s "$shadow/base" ]; then
  base=$(git rev-parse --verify --quiet 'HEAD^{commit}' 2> /dev/null) || { echo 'there is no commit to compare with' >&2; exit 1; }
  objects=$(git rev-parse --path-format=absolute --git-path objects)
  format=$(git rev-parse --show-object-format)
  rm -rf "$shadow"
  mkdir -p "$1"
  git init --quiet --bare --template= --object-format="$format" "$shadow"
  mkdir -p "$shadow/info" "$shadow/objects/info"
  echo node_modules > "$shadow/info/exclude"
  printf '%s\\n' "$objects" > "$shadow/objects/info/alternates"
  printf '[core]\\n\\tprotectHFS = false\\n\\tprotectNTFS = false\\n\\tlooseCompression = 1\\n' >> "$shadow/config"
  GIT_DIR=$shadow git read-tree "$base"
  printf '%s\\n' "$base" > "$shadow/base"
fi
export GIT_DIR=$shadow GIT_WORK_TREE=$PWD
read -r base < "$shadow/base"
if [ -e "$shadow/index.lock" ]; then rm "$shadow/index.lock"; fi
read -r size _ < <(du -sk "$shadow/objects")
if [ "$size" -gt 98304 ]; then
  rm -rf "$shadow"/objects/?? "$shadow"/objects/pack "$shadow/index"
  git read-tree "$base"
fi
git -c advice.addEmbeddedRepo=false add --all .
: > "$shadow/ready"
printf '%s %s\\n' "$base" "$(git write-tree)"
`;
