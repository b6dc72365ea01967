import { z } from 'zod';
import { stopReasons } from '../../agent/attempt.ts';
import { describeStop } from '../../report/describe-stop.ts';
import type { Ending } from './post-mortem.ts';

const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('published'), verdict: z.string(), because: z.string() }),
  z.object({ kind: z.literal('planned') }),
  z.object({
    kind: z.literal('no-change'),
    stop: z.enum(stopReasons),
    finish: z.object({ outcome: z.string() }).nullable(),
  }),
  z.object({ kind: z.literal('failed'), stage: z.string(), failure: z.object({ reason: z.string() }) }),
  z.object({ kind: z.literal('cancelled'), because: z.string() }),
  z.object({ kind: z.literal('refused'), reason: z.string() }),
]);

/** How a run says that it ended, in its `run.json`. */
export const readEnding: z.ZodType<Ending> = z.object({ outcome }).transform((run) => toEnding(run.outcome));

function toEnding(ended: z.infer<typeof outcome>): Ending {
  const { kind } = ended;
  switch (kind) {
    case 'published':
      return { kind, verdict: ended.verdict, because: ended.because };
    case 'planned':
      return { kind, verdict: null, because: null };
    case 'no-change':
      return { kind, verdict: null, because: whyNothing(ended) };
    case 'failed':
      return { kind, verdict: null, because: `${ended.failure.reason} (while ${ended.stage})` };
    case 'cancelled':
      return { kind, verdict: null, because: ended.because };
    case 'refused':
      return { kind, verdict: null, because: ended.reason };
  }
}

function whyNothing({ stop, finish }: Extract<z.infer<typeof outcome>, { kind: 'no-change' }>): string {
  const said = finish === null ? '' : `, and said ${finish.outcome}`;
  return `The agent ${describeStop(stop)}${said}.`;
}
