import { z } from 'zod';
import type { FileStat, Files } from '../sandbox.ts';
import { absolutePath } from './absolute-path.ts';
import { askAgent } from './ask-agent.ts';
import type { Link } from './link.ts';
import { packFolder } from './pack-folder.ts';
import { pumpInto } from './pump-into.ts';
import { readFile } from './read-file.ts';

const FILE_LIMIT_MS = 60_000;
const ARCHIVE_LIMIT_MS = 600_000;

const statSchema: z.ZodType<FileStat> = z.object({
  name: z.string(),
  kind: z.enum(['file', 'directory', 'symlink', 'other']),
  size: z.int().nonnegative(),
  mode: z.int().min(0).max(0o777),
});

/** `Workspace.files` of a box. */
export function boxFiles(link: Link, cwd: string): Files {
  const at = (path: string) => absolutePath(cwd, path);
  const small = { ranWhenRefused: 'no', limitMs: FILE_LIMIT_MS } as const;
  return {
    read: (path, { maxBytes }) => readFile(link, { path: at(path), maxBytes, limitMs: FILE_LIMIT_MS }),
    write: async (path, data, { mode } = {}) => {
      const request = { op: 'write', path: at(path), mode };
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      await askAgent(link, { ...small, request, answer: z.null(), transfer: (stream) => stream.write(bytes) });
    },
    stat: (path) =>
      askAgent(link, { ...small, request: { op: 'stat', path: at(path) }, answer: statSchema.nullable() }),
    list: (path) => askAgent(link, { ...small, request: { op: 'list', path: at(path) }, answer: z.array(statSchema) }),
    remove: async (path) => {
      const request = { op: 'remove', path: at(path) };
      await askAgent(link, { ...small, request, ranWhenRefused: 'unknown', answer: z.null() });
    },
    pack: (path) => packFolder(link, at(path), ARCHIVE_LIMIT_MS),
    unpack: async (tar, path) => {
      const request = { op: 'unpack', path: at(path) };
      const limits = { ranWhenRefused: 'unknown', limitMs: ARCHIVE_LIMIT_MS } as const;
      await askAgent(link, { ...limits, request, answer: z.null(), transfer: (stream) => pumpInto(stream, tar) });
    },
  };
}
