import { z } from 'zod';
import type { Finish } from './attempt.ts';

const repro = z.object({ command: z.string(), expect_before: z.string(), expect_after: z.string() });

const said = z.object({
  outcome: z.enum(['fixed', 'no_change_needed', 'blocked', 'needs_info']),
  summary: z.string(),
  root_cause: z.string().nullish(),
  repro: repro.nullish(),
  tests: z.array(z.string()).nullish(),
  risks: z.array(z.string()).nullish(),
  limits: z.array(z.string()).nullish(),
  replies: z.array(z.object({ to: z.string(), text: z.string() })).nullish(),
});

/** What the model said to the tool `finish`, which has validated it, in our own words. */
export function readFinish(input: unknown): Finish {
  const { outcome, summary, root_cause: rootCause, repro, tests, risks, limits, replies } = said.parse(input);
  return {
    outcome: OUTCOMES[outcome],
    summary,
    rootCause: rootCause ?? null,
    repro: repro
      ? { command: repro.command, expectBefore: repro.expect_before, expectAfter: repro.expect_after }
      : null,
    tests: tests ?? [],
    risks: risks ?? [],
    limits: limits ?? [],
    replies: [...new Map((replies ?? []).map((reply) => [reply.to, reply])).values()],
  };
}

const OUTCOMES = {
  fixed: 'fixed',
  no_change_needed: 'no-change-needed',
  blocked: 'blocked',
  needs_info: 'needs-info',
} as const satisfies Record<z.infer<typeof said>['outcome'], Finish['outcome']>;
