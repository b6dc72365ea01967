import type { RunDeps } from '../run/run-deps.ts';

export type EvaluationDeps = {
  /** What the runs are made with. Their records, mirrors and scratch files go to the folder of the evaluation instead. */
  readonly run: RunDeps;
  /** Makes a reference that boxes can be made of out of the name of an image. */
  readonly resolveImage: (image: string, signal: AbortSignal) => Promise<string>;
  /** Values that must never appear in what a run writes, such as the key of the model. */
  readonly secrets: readonly string[];
  /** Told what happens, a line each. */
  readonly say: (line: string) => void;
};

export type Harness = 'sandpiper' | 'bash-only';

export type EvaluationOptions = {
  readonly manifestPath: string;
  /** How often each harness tries each task. */
  readonly attempts: number;
  readonly harnesses: readonly Harness[];
  /** How many runs go on at once. */
  readonly concurrency: number;
  /** The folder of the evaluation. What an earlier start left there is not done again. */
  readonly out: string;
  /** Ids of tasks, or `null` for all. */
  readonly only: readonly string[] | null;
  /** Do those again that failed for a reason outside the agent: the model, the sandbox, the grading. */
  readonly retryFailed: boolean;
  /** No trial is begun once the results cost this much, earlier starts included; `null`: no limit. Does not hold while a price is not known. */
  readonly maxCostUsd: number | null;
};
