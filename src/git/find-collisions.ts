import type { ChangeEntry, Refusal } from './change.ts';
import { foldPath } from './judge-path.ts';

type Entry = Pick<ChangeEntry, 'kind' | 'path'>;

/** Files and folders of the change that a file system blind to case or accents' composition would take for others. */
export function findCollisions(entries: readonly Entry[], basePaths: readonly string[]): readonly Refusal[] {
  const deleted = new Set(entries.filter(({ kind }) => kind === 'delete').map(({ path }) => path));
  const written = entries.filter(({ kind }) => kind === 'write').map(({ path }) => path);
  const touched = new Set(written.flatMap((path) => [...withFolders(foldPath(path))]));
  const base = new Set<string>();
  const names = new Map<string, string>();
  for (const path of basePaths) {
    if (!deleted.has(path)) addTouched(path, touched, base, names);
  }
  return written.flatMap((path) => {
    const added = [...withFolders(path)].filter((name) => !base.has(name));
    const clash = added.map((name) => claim(names, name)).find((other) => other !== null);
    return clash == null ? [] : [{ path, reason: `on some machines it is the same file or folder as ${clash}` }];
  });
}

/** Takes in a path of the base down to where the change has nothing: the base may be deeper than memory is large. */
function addTouched(path: string, touched: ReadonlySet<string>, base: Set<string>, names: Map<string, string>): void {
  for (const name of withFolders(path)) {
    if (base.has(name)) continue;
    const folded = foldPath(name);
    if (!touched.has(folded)) return;
    base.add(name);
    names.set(folded, name);
  }
}

/** Gives the name its place; says who has it already under another spelling. */
function claim(names: Map<string, string>, name: string): string | null {
  const folded = foldPath(name);
  const other = names.get(folded);
  names.set(folded, other ?? name);
  return other === undefined || other === name ? null : other;
}

/** `a/b/c` gives `a`, `a/b` and `a/b/c`. */
function* withFolders(path: string): Generator<string> {
  for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) yield path.slice(0, end);
  yield path;
}
