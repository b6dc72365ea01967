import type { Remote } from './parse-remote.ts';

export type GitDeps = {
  /** Where the `git` program is looked for; has the form of `PATH`. */
  readonly searchPath: string;
  /** The PEM bundle that https remotes are checked against instead of the system's, or `null`. */
  readonly caFile: string | null;
  /** No git command lives longer. */
  readonly timeoutMs: number;
  /** No remote can make git write a larger file, and what is fetched is one file. */
  readonly maxRepositoryBytes: number;
  /** An existing folder of ours alone, on the file system of the mirrors; what a crash left in it may be removed. */
  readonly scratch: string;
};

export type GitCall = {
  /** A bare repository this room made; nothing else is ever used as one. */
  readonly directory: string;
  readonly args: readonly string[];
  /** Without it, the command cannot reach any remote. */
  readonly remote?: Remote;
  readonly input?: Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Git is stopped when standard output grows past this. */
  readonly maxOutputBytes?: number;
};
