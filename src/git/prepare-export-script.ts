/**
 * Run by bash in the workspace as a throw-away sandbox sees it, read-only, with the base's `Bundle` on standard input, at any
 * time before `exportScript`: leaves there a repository of its own with the base, and an index that knows which files of the
 * workspace are as the base has them, so that what did not change until then need not be read again.
 *
 * Whoever writes the workspace cannot keep a change from being seen that way: they cannot set back the time at which the kernel
 * says that a file changed, nor write this index. Files as young as this reading are read again; their time could be the same.
 */
export const prepareExportScript = `
set -euo pipefail
export LC_ALL=C HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_ATTR_NOSYSTEM=1
export GIT_DIR="\${TMPDIR:-/tmp}/sandpiper-export.git"
rm -rf "$GIT_DIR"
git init --quiet --bare --template= "$GIT_DIR"
git config core.protectHFS false
git config core.protectNTFS false
git config core.looseCompression 1
git config advice.addEmbeddedRepo false
cat > "$GIT_DIR/base.bundle"
git bundle unbundle "$GIT_DIR/base.bundle" | cut -d ' ' -f 1 > "$GIT_DIR/base"
rm "$GIT_DIR/base.bundle"
mkdir -p "$GIT_DIR/info"
echo node_modules > "$GIT_DIR/info/exclude"
git read-tree "$(cat "$GIT_DIR/base")"
began=$(date +%s)
# It fails where a file differs, which is no failure here.
git --work-tree=. update-index -q --refresh > /dev/null || true
touch --date="@$((began - 1))" "$GIT_DIR/index"
`;
