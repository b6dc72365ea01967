/**
 * Run by bash in the workspace as a throw-away sandbox sees it, read-only, after `prepareExportScript`. Writes to standard output what `parseExport` reads: the difference between the base and the files.
 *
 * The repository it uses is its own: hooks, filters, excludes and any other setting in the workspace's `.git` have no effect.
 * Ignored files stay out, and so does `node_modules`, unless the base tracks them. Git's own checks of path names are off,
 * so that a forbidden name reaches the host and is refused there with a reason. A failure is part of what is written.
 * Changed attributes may change what files are that did not change: then all of them are read.
 */
export const exportScript = `
set -euo pipefail
export LC_ALL=C HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_ATTR_NOSYSTEM=1
scratch=$(mktemp -d)
explain() {
  words=$(tail -c 2000 "$scratch/complaint" | tr -d '\\000')
  printf 'sandpiper-export 1 failed %d\\n%s' "\${#words}" "$words"
  exit 0
}
trap explain EXIT
exec 2> "$scratch/complaint"
export GIT_DIR="\${TMPDIR:-/tmp}/sandpiper-export.git"
base=$(cat "$GIT_DIR/base")
compare() {
  git --work-tree=. add --all .
  git diff-index --cached -z --raw --no-renames --no-abbrev --full-index "$base" > "$scratch/diff"
}
compare
if grep --quiet --text --null-data --extended-regexp '(^|/)\\.gitattributes$' "$scratch/diff"; then
  rm "$GIT_DIR/index"
  git read-tree "$base"
  compare
fi
trap - EXIT
printf 'sandpiper-export 1 diff %d\\n' "$(wc -c < "$scratch/diff")"
cat "$scratch/diff"
while IFS=' ' read -r -d '' _ _ _ id status && IFS= read -r -d '' _; do
  if [ "$status" != D ]; then echo "$id"; fi
done < "$scratch/diff" | git cat-file --batch
`;
