import type { PromptFacts } from '../../agent/prompt/prompt-facts.ts';
import { findPackageManager } from '../repository/find-package-manager.ts';
import { listPackages } from '../repository/list-packages.ts';
import { listTree } from '../repository/list-tree.ts';
import { nameLanguages } from '../repository/name-languages.ts';
import { readGuidance } from '../repository/read-guidance.ts';

type RepositoryFacts = Pick<
  PromptFacts['repository'],
  'languages' | 'packageManager' | 'packages' | 'tree' | 'guidance'
>;

const rootGuidance = ['AGENTS.md', 'CLAUDE.md', '.github/copilot-instructions.md'];

/** What can be told from the base commit alone: an install script has no say in it. */
export async function describeRepository(
  paths: readonly string[],
  readText: (path: string) => Promise<string | null>,
): Promise<RepositoryFacts> {
  return {
    languages: nameLanguages(paths),
    packageManager: findPackageManager(paths, paths.includes('package.json') ? await readText('package.json') : null),
    packages: await listPackages(paths, readText),
    tree: listTree(paths),
    guidance: await readGuidance(paths, rootGuidance, readText),
  };
}
