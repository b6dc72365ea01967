import { extname } from 'node:path/posix';
import type { PromptFacts } from '../agent/prompt/prompt-facts.ts';

const languages: ReadonlyMap<string, string> = new Map([
  ['.js', 'JavaScript'],
  ['.mjs', 'JavaScript'],
  ['.cjs', 'JavaScript'],
  ['.jsx', 'JavaScript'],
  ['.ts', 'TypeScript'],
  ['.tsx', 'TypeScript'],
  ['.py', 'Python'],
  ['.go', 'Go'],
  ['.rs', 'Rust'],
  ['.java', 'Java'],
  ['.rb', 'Ruby'],
  ['.c', 'C'],
  ['.cpp', 'C++'],
  ['.cs', 'C#'],
  ['.php', 'PHP'],
  ['.sh', 'Shell'],
]);

const lockFiles: ReadonlyMap<string, string> = new Map([
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
]);

type RepositoryFacts = Pick<PromptFacts['repository'], 'languages' | 'packageManager' | 'tree' | 'guidance'>;

/** What can be told from the base commit alone: an install script has no say in it. */
export async function describeRepository(
  paths: readonly string[],
  readText: (path: string) => Promise<string | null>,
): Promise<RepositoryFacts> {
  const byFiles = Map.groupBy(paths, (path) => languages.get(extname(path)) ?? '');
  byFiles.delete('');
  const byCount = [...byFiles].toSorted(([, one], [, other]) => other.length - one.length);
  const lockFile = paths.find((path) => lockFiles.has(path));
  return {
    languages: byCount.map(([language]) => language).slice(0, 3),
    packageManager: lockFiles.get(lockFile ?? '') ?? (paths.includes('package.json') ? 'npm' : null),
    tree: [...new Set(paths.map(twoLevels))].toSorted(),
    guidance: await readGuidance(paths, readText),
  };
}

function twoLevels(path: string): string {
  const parts = path.split('/');
  return parts.length <= 2 ? path : `${parts.slice(0, 2).join('/')}/`;
}

async function readGuidance(
  paths: readonly string[],
  readText: (path: string) => Promise<string | null>,
): Promise<RepositoryFacts['guidance']> {
  const path = ['AGENTS.md', 'CLAUDE.md', '.github/copilot-instructions.md'].find((name) => paths.includes(name));
  const text = path === undefined ? null : await readText(path);
  return path === undefined || text === null ? [] : [{ path, text }];
}
