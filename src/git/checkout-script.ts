import { repositoryOfBundle } from './repository-of-bundle.ts';

/**
 * Run by bash in a sandbox, in its workspace, with a `Bundle` on standard input: leaves an ordinary checkout of branch `main`
 * with one commit to compare with, no remote and no hooks. Of what was in the folder only `node_modules` stays, for a workspace
 * that has the dependencies of an older checkout; not a file of that checkout, ignored or not, lives on in this one.
 */
export const checkoutScript = `
set -euo pipefail
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
find . -mindepth 1 -maxdepth 1 ! -name node_modules -exec rm -rf -- {} +
${repositoryOfBundle('hard')}`;
