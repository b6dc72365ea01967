/**
 * Run by bash in a sandbox, in its workspace, with a `Bundle` on standard input: leaves an ordinary checkout of branch `main`
 * with one commit to compare with, no remote and no hooks. Of what was in the folder only `node_modules` stays, for a workspace
 * that has the dependencies of an older checkout; not a file of that checkout, ignored or not, lives on in this one.
 */
export const checkoutScript = `
set -euo pipefail
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
find . -mindepth 1 -maxdepth 1 ! -name node_modules -exec rm -rf -- {} +
git init --quiet --template= --initial-branch=main .
git config user.name Sandpiper
git config user.email sandpiper@localhost
cat > .git/base.bundle
base=$(git bundle unbundle .git/base.bundle | cut -d ' ' -f 1)
rm .git/base.bundle
git reset --quiet --hard "$base"
`;
