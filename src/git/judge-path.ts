const maxPathBytes = 400;

/** Reads a path as git gave it, or says why it may not be written into a repository that people check out. */
export function judgePath(
  rawPath: string,
): { readonly path: string } | { readonly path: string; readonly reason: string } {
  const bytes = Buffer.from(rawPath, 'latin1');
  const path = bytes.toString('utf8');
  if (!Buffer.from(path, 'utf8').equals(bytes)) return { path: visible(path), reason: 'its name is not valid UTF-8' };
  if (bytes.byteLength > maxPathBytes) {
    return { path: visible(path), reason: `its path is longer than ${maxPathBytes} bytes` };
  }
  const reason =
    forbiddenIn(path) ??
    path
      .split('/')
      .map(forbiddenName)
      .find((found) => found !== null);
  return reason == null ? { path } : { path: visible(path), reason };
}

/** The spelling under which file systems that ignore case, accents' composition or trailing dots would confuse two names. */
export function foldPath(path: string): string {
  return path
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .split('/')
    .map((name) => name.replace(/[. ]+$/, ''))
    .join('/');
}

function forbiddenIn(path: string): string | null {
  if (/[\\:]/.test(path)) return 'its name holds a backslash or a colon';
  if (/[\p{C}\p{Zl}\p{Zp}]|\p{Default_Ignorable_Code_Point}|[^\P{Zs} ]/u.test(path)) {
    return 'its name holds a control or an invisible character';
  }
  return null;
}

function forbiddenName(name: string): string | null {
  if (name === '' || name === '.' || name === '..') return 'its path is not a plain relative path';
  const folded = foldPath(name);
  // Windows knows `.git` as `git~1` too, and `.gitmodules` as `gitmod~1` or `gi7eba~1`.
  if (folded === '.git' || /^gi[^/]*~\d+$/.test(folded)) return 'it is a name of git itself';
  return null;
}

function visible(path: string): string {
  const shown = path.replace(/[\p{C}\p{Zl}\p{Zp}]|\p{Default_Ignorable_Code_Point}|[^\P{Zs} ]/gu, (character) => {
    return `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
  return shown.length <= maxPathBytes ? shown : `${shown.slice(0, maxPathBytes)}…`;
}
