import { askGit } from './ask-git.ts';
import type { GitDeps } from './git-call.ts';
import type { Quarantine } from './open-quarantine.ts';

/** Runs git with the objects and the index of a quarantine; gives what it said, without the last line feed. */
export type GitInQuarantine = (call: {
  readonly args: readonly string[];
  readonly input?: Uint8Array | string;
  readonly env?: Readonly<Record<string, string>>;
}) => Promise<string>;

type Place = { readonly quarantine: Quarantine; readonly directory: string };

export function gitInQuarantine(deps: GitDeps, { quarantine, directory }: Place, signal: AbortSignal): GitInQuarantine {
  return async ({ args, input, env }) => {
    const call = { directory, args, input: Buffer.from(input ?? ''), env: { ...quarantine.env, ...env } };
    return (await askGit(deps, call, signal)).toString('latin1').trimEnd();
  };
}
