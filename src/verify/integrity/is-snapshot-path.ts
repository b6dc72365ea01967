/** Whether a file was recorded from what the code did, and is compared with what it does now. */
export function isSnapshotPath(path: string): boolean {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  const isIn = (names: ReadonlySet<string>) => parts.slice(0, -1).some((folder) => names.has(folder));
  return endings.test(name) || isIn(folders) || (isIn(ordinaryFolders) && !code.test(name));
}

const folders = new Set(['__snapshots__', '__image_snapshots__', '__file_snapshots__']);
/** Names that code uses for other things. */
const ordinaryFolders = new Set(['snapshots', 'golden', 'goldens']);
const endings = /\.(?:snap|ambr|storyshot|golden|approved\.\w+|verified\.\w+)$/;
const code = /\.(?:[cm]?[jt]sx?|py|go|rs|rb|java|kt|php|cs|c|cc|cpp|h|sh|md)$/;
