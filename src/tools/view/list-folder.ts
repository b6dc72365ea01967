import type { FileStat, Workspace } from '../../sandbox/sandbox.ts';

const MAX_ENTRIES = 300;
/** Of a folder that has more, the first; the others are for its own listing. */
const MAX_TOP_ENTRIES = 200;

/** A folder two levels deep. What lies in it comes first in the sharing of room, then each of its folders gets an equal part. */
export async function listFolder(workspace: Workspace, path: string): Promise<string> {
  const top = await listUpTo(workspace, path, MAX_TOP_ENTRIES);
  const opened = top.entries.filter(({ kind, name }) => kind === 'directory' && !UNLISTED.includes(name));
  const within = new Map<FileStat, string>();
  let left = MAX_ENTRIES - top.entries.length;
  for (const [at, folder] of opened.entries()) {
    const room = Math.floor(left / (opened.length - at));
    const inner = await listUpTo(workspace, `${path}/${folder.name}`, room);
    left -= inner.entries.length;
    within.set(folder, showEntries(inner, '  '));
  }
  const lines = top.entries.map((entry) => describe(entry, '') + (within.get(entry) ?? ''));
  return `${path}/\n${lines.join('\n')}${top.hasMore ? MORE : ''}`;
}

/** Named but not opened: nobody looks for the cause there first. */
const UNLISTED = ['.git', 'node_modules'];
const MORE = '\n[… more entries]';

type Listing = { readonly entries: readonly FileStat[]; readonly hasMore: boolean };

async function listUpTo(workspace: Workspace, path: string, limit: number): Promise<Listing> {
  const entries: FileStat[] = [];
  for await (const entry of workspace.files.list(path)) {
    if (entries.length >= limit) return { entries, hasMore: true };
    entries.push(entry);
  }
  return { entries, hasMore: false };
}

function showEntries({ entries, hasMore }: Listing, indent: string): string {
  const lines = entries.map((entry) => `\n${describe(entry, indent)}`).join('');
  return hasMore ? `${lines}\n${indent}[… more entries]` : lines;
}

function describe({ name, kind, size }: FileStat, indent: string): string {
  const mark = kind === 'directory' ? '/' : '';
  const note = kind === 'file' ? ` (${size} bytes)` : '';
  return `${indent}${plainName(name)}${mark}${kind === 'symlink' ? '@' : note}`;
}

/** A name with line ends in it cannot pass for several. */
function plainName(name: string): string {
  const short = name.slice(0, 200);
  return /^[^\p{C}]{0,200}$/u.test(short) ? short : JSON.stringify(short);
}
