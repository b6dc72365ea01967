import type { ShownOf } from './shown-events.ts';

export type ShownStep = {
  readonly answer: ShownOf<'agent.answer'>;
  readonly observations: readonly ShownOf<'agent.observation'>[];
};

export type ShownCommand = ShownOf<'command'> & {
  /** The end of what it printed. */
  readonly tail: string;
};

/** A run's record as its page shows it, bounded whatever size the record is. */
export type RunView = {
  readonly runId: string;
  readonly started: ShownOf<'run.started'> | null;
  /** Milliseconds since 1970. */
  readonly lastAt: number;
  /** The open pull request that the run works on. */
  readonly pull: number | null;
  readonly stages: readonly ShownOf<'stage'>[];
  readonly spent: { readonly steps: number; readonly costUsd: number | null; readonly budgetUsd: number | null };
  readonly page: { readonly number: number; readonly count: number; readonly steps: readonly ShownStep[] };
  /** Of the host: those of the agent are in its steps. */
  readonly commands: { readonly shown: readonly ShownCommand[]; readonly leftOut: number };
  readonly denied: { readonly shown: readonly ShownOf<'egress'>[]; readonly leftOut: number };
  readonly isCompromised: boolean;
  readonly ended: ShownOf<'run.ended'> | null;
};
