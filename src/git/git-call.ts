import type { Remote } from './parse-remote.ts';

export type GitDeps = {
  /** Where the `git` program is looked for; has the form of `PATH`. */
  readonly searchPath: string;
  /** The PEM bundle that https remotes are checked against instead of the system's, or `null`. */
  readonly caFile: string | null;
  /** No git command lives longer. */
  readonly timeoutMs: number;
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
