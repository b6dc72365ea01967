import type { Workspace } from '../sandbox/sandbox.ts';
import type { CommandRun } from './command-run.ts';

export type BoxDeps = {
  readonly workspace: Workspace;
  /** Told of each command as soon as it has ended. */
  readonly onCommand: (run: CommandRun) => void;
  /** Hosts that a box of this run was not let to, so far. */
  readonly blockedHosts: () => readonly string[];
};
