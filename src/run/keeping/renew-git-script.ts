import { repositoryOfBundle } from '../../git/repository-of-bundle.ts';

/**
 * Run by bash in a kept workspace, with a `Bundle` of its base on standard input: puts a repository with that commit alone in the
 * place of the one the earlier agent had, and leaves every other file as it is. Its commits, its hooks and what it told git to
 * ignore are gone with it, so that `HEAD` is what the change will be compared with.
 */
export const renewGitScript = `
set -euo pipefail
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
rm -rf .git
${repositoryOfBundle('mixed')}`;
