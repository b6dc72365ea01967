const mostEntries = 150;

/**
 * The paths of a repository two levels deep; folders end with a slash. Every entry of the root comes before its folders are
 * opened, and where there is not room for all, each folder shows equally many, so that a large one does not hide the rest.
 */
export function listTree(paths: readonly string[]): readonly string[] {
  const children = childrenByEntry(paths);
  const entries = [...children.keys()].toSorted();
  const counts = entries.map((entry) => children.get(entry)?.size ?? 0);
  const each = fairShare(counts, mostEntries - entries.length);
  return entries
    .flatMap((entry) => open(entry, [...(children.get(entry) ?? [])].toSorted(), each))
    .slice(0, mostEntries);
}

function childrenByEntry(paths: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const children = new Map<string, Set<string>>();
  for (const path of paths) {
    const [top = '', second, ...deeper] = path.split('/');
    const entry = second === undefined ? top : `${top}/`;
    const known = children.get(entry) ?? new Set();
    children.set(entry, known);
    if (second !== undefined) known.add(deeper.length === 0 ? second : `${second}/`);
  }
  return children;
}

/** How many children each folder may show; a folder that shows fewer than it has needs a line for saying so. */
function fairShare(counts: readonly number[], room: number): number {
  const linesFor = (each: number) => counts.reduce((sum, count) => sum + (count <= each ? count : each + 1), 0);
  let each = 0;
  while (each < mostEntries && linesFor(each + 1) <= room) each += 1;
  return each;
}

function open(entry: string, children: readonly string[], each: number): readonly string[] {
  const shown = children.slice(0, each).map((child) => entry + child);
  const missing = children.length - shown.length;
  if (missing === 0) return shown.length === 0 ? [entry] : [entry, ...shown];
  return each === 0 ? [`${entry} (${missing} entries)`] : [entry, ...shown, `${entry}… (${missing} more)`];
}
