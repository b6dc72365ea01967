/**
 * Run by bash in the workspace as a throw-away sandbox sees it, read-only, with the base's `Bundle` on standard input. Writes to standard output what `parseExport` reads: the difference between the base and the files.
 *
 * The repository it uses is its own: hooks, filters, excludes and any other setting in the workspace's `.git` have no effect.
 * Ignored files stay out, and so does `node_modules`, unless the base tracks them. Git's own checks of path names are off,
 * so that a forbidden name reaches the host and is refused there with a reason. A failure is part of what is written.
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
export GIT_DIR="$scratch/export.git"
git init --quiet --bare --template= "$GIT_DIR"
git config core.protectHFS false
git config core.protectNTFS false
git config core.looseCompression 1
git config advice.addEmbeddedRepo false
cat > "$scratch/base.bundle"
base=$(git bundle unbundle "$scratch/base.bundle" | cut -d ' ' -f 1)
rm "$scratch/base.bundle"
mkdir -p "$GIT_DIR/info"
echo node_modules > "$GIT_DIR/info/exclude"
git read-tree "$base"
git --work-tree=. add --all .
git diff-tree -r -z --raw --no-renames --no-abbrev --full-index "$base" "$(git write-tree)" > "$scratch/diff"
trap - EXIT
printf 'sandpiper-export 1 diff %d\\n' "$(wc -c < "$scratch/diff")"
cat "$scratch/diff"
while IFS=' ' read -r -d '' _ _ _ id status && IFS= read -r -d '' _; do
  if [ "$status" != D ]; then echo "$id"; fi
done < "$scratch/diff" | git cat-file --batch
`;
