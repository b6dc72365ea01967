import type { ChangeEntry, Refusal } from './change.ts';
import { foldPath } from './judge-path.ts';

type Entry = Pick<ChangeEntry, 'kind' | 'path'>;

/** Files and folders of the change that a file system blind to case or accents' composition would take for others. */
export function findCollisions(entries: readonly Entry[], basePaths: readonly string[]): readonly Refusal[] {
  const deleted = new Set(entries.filter(({ kind }) => kind === 'delete').map(({ path }) => path));
  const written = entries.filter(({ kind }) => kind === 'write').map(({ path }) => path);
  const touched = new Set(written.flatMap(withFolders).map(foldPath));
  const names = new Map<string, string>();
  const base = new Set(basePaths.filter((path) => !deleted.has(path)).flatMap(withFolders));
  for (const name of base) {
    const folded = foldPath(name);
    if (touched.has(folded)) names.set(folded, name);
  }
  return written.flatMap((path) => {
    const added = withFolders(path).filter((name) => !base.has(name));
    const clash = added.map((name) => claim(names, name)).find((other) => other !== null);
    return clash == null ? [] : [{ path, reason: `on some machines it is the same file or folder as ${clash}` }];
  });
}

/** Gives the name its place; says who has it already under another spelling. */
function claim(names: Map<string, string>, name: string): string | null {
  const folded = foldPath(name);
  const other = names.get(folded);
  names.set(folded, other ?? name);
  return other === undefined || other === name ? null : other;
}

/** `a/b/c` gives `a`, `a/b` and `a/b/c`. */
function withFolders(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
