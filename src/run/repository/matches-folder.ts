const mostParts = 12;

/**
 * Whether a folder is meant by a pattern of a workspace: `*` stands for anything in one name, `**` for any number of folders.
 * Costs no more than their lengths multiplied, whatever the pattern: a general matcher expands braces and backtracks.
 */
export function matchesFolder(folder: string, pattern: string): boolean {
  const parts = pattern
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .slice(0, mostParts);
  const names = folder.split('/');
  // Position by position: how much of the folder the pattern so far can have used up.
  let ends = new Set([0]);
  for (const part of parts) {
    ends = new Set([...ends].flatMap((at) => (part === '**' ? range(at, names.length) : step(names, at, part))));
  }
  return ends.has(names.length);
}

function step(names: readonly string[], at: number, part: string): readonly number[] {
  const name = names[at];
  return name !== undefined && matchesName(name, part) ? [at + 1] : [];
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function matchesName(name: string, part: string): boolean {
  const [head = '', ...pieces] = part.split('*');
  if (!name.startsWith(head)) return false;
  const last = pieces.pop();
  if (last === undefined) return name === head;
  let at = head.length;
  for (const piece of pieces) {
    const found = name.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
