import { z } from 'zod';
import { type Files, SandboxFault, type WriteOptions } from '../sandbox.ts';
import { absolutePath } from './absolute-path.ts';
import { askAgent } from './ask-agent.ts';
import { statSchema } from './file-stat.ts';
import type { Link } from './link.ts';
import { listFolder } from './list-folder.ts';
import { packFolder } from './pack-folder.ts';
import { pumpInto } from './pump-into.ts';
import { readFile } from './read-file.ts';
import { watchFolder } from './watch-folder.ts';

const FILE_LIMIT_MS = 60_000;
/** For what can be of any size. */
const TREE_LIMIT_MS = 600_000;

/** `Workspace.files` of a box. */
export function boxFiles(link: Link, cwd: string): Files {
  const at = (path: string) => absolutePath(cwd, path);
  const small = { ranWhenRefused: 'no', limitMs: FILE_LIMIT_MS } as const;
  const large = { ranWhenRefused: 'unknown', limitMs: TREE_LIMIT_MS } as const;
  return {
    read: (path, options) => readFile(link, { ...options, path: at(path), limitMs: FILE_LIMIT_MS }),
    write: async (path, data, options = {}) => {
      const request = { op: 'write', path: at(path), ...conditions(options) };
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      await askAgent(link, { ...small, request, answer: z.null(), input: (stream) => stream.write(bytes) });
    },
    stat: async (path) => {
      const request = { op: 'stat', path: at(path) };
      return await askAgent(link, { ...small, request, answer: statSchema.nullable() });
    },
    list: (path, { depth = 1 } = {}) => listFolder(link, { path: at(path), depth, limitMs: TREE_LIMIT_MS }),
    remove: async (path) => {
      await askAgent(link, { ...large, request: { op: 'remove', path: at(path) }, answer: z.null() });
    },
    pack: (path, { exclude = [] } = {}) => packFolder(link, { path: at(path), exclude }, TREE_LIMIT_MS),
    unpack: async (tar, path) => {
      const request = { op: 'unpack', path: at(path) };
      await askAgent(link, { ...large, request, answer: z.null(), input: (stream) => pumpInto(stream, tar) });
    },
    watch: (path, signal) => watchFolder(link, at(path), signal),
  };
}

function conditions({ mode, ifVersion }: WriteOptions): object {
  if (mode !== undefined && (!Number.isInteger(mode) || mode < 0 || mode > 0o777)) {
    throw new SandboxFault(`A file cannot have the mode ${mode}`, { code: 'invalid', ran: 'no' });
  }
  return ifVersion === undefined ? { mode } : { mode, ifVersion, conditional: true };
}
