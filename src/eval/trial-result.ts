import { z } from 'zod';
import { verdictLabels } from '../verify/suite.ts';
import type { OutcomeClass } from './classify-trial.ts';

const count = z.number().nonnegative();

/** One line of `results.jsonl`. */
export const trialResult = z.object({
  task: z.string(),
  harness: z.enum(['sandpiper', 'bash-only']),
  model: z.string(),
  /** Counts from 1. */
  attempt: z.int().positive(),
  /** Of the task and of all that was the same for every trial: budget, model profile, limits of the boxes. */
  digest: z.string(),
  runId: z.string(),
  endedAt: z.iso.datetime(),
  outcome: z.custom<OutcomeClass>((value) => typeof value === 'string' && value !== ''),
  /** In words, for a failure. */
  reason: z.string().nullable(),
  resolved: z.boolean(),
  /** What the product's own proof says of the change; `null` when there is none. */
  verdict: z.enum(verdictLabels).nullable(),
  /** Whether the grade bears the verdict out; `null` where it claims neither that the change is right nor that it is wrong. */
  agrees: z.boolean().nullable(),
  notFixed: z.array(z.string()).readonly(),
  broken: z.array(z.string()).readonly(),
  steps: count,
  inputTokens: count,
  cachedInputTokens: count,
  outputTokens: count,
  /** `null`: the price of the model is not known. */
  costUsd: count.nullable(),
  /** From the request to the outcome, without the grading. */
  minutes: count,
});

export type TrialResult = z.infer<typeof trialResult>;
export type TrialKey = Pick<TrialResult, 'task' | 'harness' | 'model' | 'attempt' | 'digest'>;
