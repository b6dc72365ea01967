import type { Exit } from '../sandbox/sandbox.ts';

/** One command the host ran in a sandbox. */
export type CommandRun = {
  readonly command: string;
  readonly exit: Exit;
  readonly durationMs: number;
  readonly stdout: string;
  readonly stderr: string;
};
