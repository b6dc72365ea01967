import { z } from 'zod';

const said = z.object({ author: z.string(), text: z.string() });

/** What every task takes along. */
const advice = {
  /** What people who may say so said when they asked for it, oldest first. */
  said: z.array(said).readonly(),
  /** Ids of the runs on the same issue before it, oldest first, which it learns from. */
  earlierRuns: z.array(z.string()).readonly(),
  /** What it may cost by the word of a person, in US dollars; `null`: what the operator and the repository allow. */
  budgetUsd: z.number().positive().nullable(),
};

/** What a run is for. It is kept on disk between the request and the work. */
export const runTaskSchema = z.discriminatedUnion('kind', [
  /** A change from where the base branch is, for a pull request of its own. */
  z.object({
    kind: z.literal('solve'),
    ...advice,
    /** The plan that was approved of, or `null`. */
    plan: z.string().nullable(),
    begins: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('afresh') }),
      /** After this step of an earlier run, with the workspace and the conversation as they were then. */
      z.object({ kind: z.literal('from-step'), runId: z.string(), step: z.int().positive() }),
      /** So many attempts beside one another, of which the best is published. */
      z.object({ kind: z.literal('candidates'), count: z.int().min(2) }),
    ]),
  }),
  /** A plan that people can approve of, and no change. */
  z.object({ kind: z.literal('plan'), ...advice, earlierPlan: z.string().nullable() }),
  /** Further commits on an open pull request of ours. */
  z.object({
    kind: z.literal('revise'),
    ...advice,
    pull: z.int().positive(),
    cause: z.discriminatedUnion('kind', [
      /** Somebody asked for it in a comment. */
      z.object({ kind: z.literal('asked') }),
      z.object({ kind: z.literal('review'), reviewId: z.int().positive() }),
      z.object({ kind: z.literal('failed-checks'), headSha: z.string() }),
      /** The base branch moved on, so that the two cannot be merged as they are. */
      z.object({ kind: z.literal('base-moved') }),
    ]),
  }),
]);

export type RunTask = z.infer<typeof runTaskSchema>;
export type TaskOf<Kind extends RunTask['kind']> = Extract<RunTask, { kind: Kind }>;
export type ReviseCause = TaskOf<'revise'>['cause'];

/** To solve an issue from nothing: what a label asks for. */
export const plainTask: TaskOf<'solve'> = {
  kind: 'solve',
  said: [],
  earlierRuns: [],
  budgetUsd: null,
  plan: null,
  begins: { kind: 'afresh' },
};
