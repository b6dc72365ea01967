import { z } from 'zod';
import type { Work } from '../../report/comment-state.ts';

/** The open pull request that a run works on, and its commit when the run began. */
export type PullWork = Work & { readonly headSha: string };

export const pullWorkSchema: z.ZodType<PullWork> = z.object({
  pull: z.int().positive(),
  cause: z.enum(['asked', 'review', 'failed-checks', 'base-moved']),
  headSha: z.string().regex(/^[0-9a-f]{40,64}$/),
});
