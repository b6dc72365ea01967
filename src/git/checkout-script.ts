/**
 * Run by bash in a sandbox, in an empty folder, with a `Bundle` on standard input: leaves an ordinary checkout of branch
 * `main` with one commit to compare with, no remote and no hooks.
 */
export const checkoutScript = `
set -euo pipefail
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
git init --quiet --template= --initial-branch=main .
git config user.name Sandpiper
git config user.email sandpiper@localhost
cat > .git/base.bundle
base=$(git bundle unbundle .git/base.bundle | cut -d ' ' -f 1)
rm .git/base.bundle
git reset --quiet --hard "$base"
`;
