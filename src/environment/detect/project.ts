import type { TestCommand } from '../commands.ts';
import type { Ladder } from '../install/ladder.ts';

export const ecosystems = ['node', 'python', 'go', 'rust', 'java'] as const;
export type Ecosystem = (typeof ecosystems)[number];

/** What one ecosystem has in one folder of a checkout. Commands are those of that folder. */
export type Project = {
  readonly ecosystem: Ecosystem;
  readonly ladder: Ladder;
  readonly test: TestCommand | null;
  readonly lint: string | null;
  readonly typecheck: string | null;
  readonly build: string | null;
  /** A sentence for each version that a file asks for. */
  readonly notes: readonly string[];
};
