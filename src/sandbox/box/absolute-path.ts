/** The agent takes absolute paths only. Nothing is resolved here: what `..` and links mean is the box's business. */
export function absolutePath(cwd: string, path: string): string {
  if (path.startsWith('/')) return path;
  return path === '.' || path === '' ? cwd : `${cwd}/${path}`;
}
