import type { GitDeps } from '../../git/git-call.ts';
import { listPaths } from '../../git/list-paths.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { readFile } from '../../git/read-file.ts';

const maxBytes = 64 * 1024;

/** The repository's template for pull requests at the base commit, which the change cannot have written; `null`: it has none. */
export async function readPullRequestTemplate(
  git: GitDeps,
  mirror: Mirror,
  signal: AbortSignal,
): Promise<string | null> {
  const path = findTemplatePath(await listPaths(git, mirror, mirror.baseSha, signal));
  return path === null ? null : await readFile(git, { mirror, sha: mirror.baseSha, path }, maxBytes, signal);
}

/**
 * The one GitHub would take where nobody chooses: `pull_request_template` in `.github`, in the root or in `docs`, in this order
 * and in any spelling. Of a folder with several GitHub takes none by itself; one that is alone in it, or is called as above, is meant.
 */
export function findTemplatePath(paths: readonly string[]): string | null {
  const found = paths.filter((path) => path.length < 400).flatMap(toCandidate);
  const inFolder = found.filter(({ isAlone }) => !isAlone);
  const meant = inFolder.length === 1 ? inFolder : inFolder.filter(({ name }) => name === 'pull_request_template');
  const candidates = [...found.filter(({ isAlone }) => isAlone), ...meant];
  return candidates.toSorted((one, other) => one.rank - other.rank)[0]?.path ?? null;
}

type Candidate = {
  readonly path: string;
  readonly name: string;
  /** No folder of templates is around it. */
  readonly isAlone: boolean;
  readonly rank: number;
};

const places = ['.github/', '', 'docs/'];

function toCandidate(path: string): readonly Candidate[] {
  const [, place, folder, name] = pattern.exec(path.toLowerCase()) ?? [];
  if (name === undefined || (folder === undefined && name !== 'pull_request_template')) return [];
  const isAlone = folder === undefined;
  return [{ path, name, isAlone, rank: places.indexOf(place ?? '') + (isAlone ? 0 : places.length) }];
}

const pattern = /^(\.github\/|docs\/)?(pull_request_template\/)?([^/.]+)(?:\.(?:md|markdown|txt))?$/;
