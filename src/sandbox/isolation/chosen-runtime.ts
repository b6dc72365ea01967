import type { Isolation } from '../sandbox.ts';

/** What a box is made with. */
export type ChosenRuntime = {
  /** The runtime's name in the engine. */
  readonly runtime: string;
  readonly isolation: Isolation;
};
