import { extname } from 'node:path/posix';
import type { PromptFacts } from '../agent/build-prompt.ts';
import type { Workspace } from '../sandbox/sandbox.ts';

const maxGuidanceBytes = 64 * 1024;

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

/** What can be told from the names of the files alone, and the repository's own advice to agents. */
export async function describeRepository(workspace: Workspace, paths: readonly string[]): Promise<RepositoryFacts> {
  const byFiles = Map.groupBy(paths, (path) => languages.get(extname(path)) ?? '');
  byFiles.delete('');
  const byCount = [...byFiles].toSorted(([, one], [, other]) => other.length - one.length);
  const lockFile = paths.find((path) => lockFiles.has(path));
  return {
    languages: byCount.map(([language]) => language).slice(0, 3),
    packageManager: lockFiles.get(lockFile ?? '') ?? (paths.includes('package.json') ? 'npm' : null),
    tree: [...new Set(paths.map(twoLevels))].toSorted(),
    guidance: await readGuidance(workspace, paths),
  };
}

function twoLevels(path: string): string {
  const parts = path.split('/');
  return parts.length <= 2 ? path : `${parts.slice(0, 2).join('/')}/`;
}

async function readGuidance(workspace: Workspace, paths: readonly string[]): Promise<RepositoryFacts['guidance']> {
  const path = ['AGENTS.md', 'CLAUDE.md', '.github/copilot-instructions.md'].find((name) => paths.includes(name));
  if (path === undefined) return null;
  const stat = await workspace.files.stat(path);
  if (stat?.kind !== 'file' || stat.size > maxGuidanceBytes) return null;
  const bytes = await workspace.files.read(path, { maxBytes: maxGuidanceBytes });
  return bytes === null ? null : { path, text: new TextDecoder().decode(bytes) };
}
