import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Attempt, Finish } from '../../agent/attempt.ts';
import { parseJson } from '../parse-json.ts';

const count = z.number();
const usage = z.object({
  inputTokens: count,
  cachedInputTokens: count,
  outputTokens: count,
  costUsd: count.nullable(),
});
const finish = z.object({
  outcome: z.enum(['fixed', 'no-change-needed', 'blocked', 'needs-info']),
  summary: z.string(),
  rootCause: z.string().nullable(),
  repro: z.object({ command: z.string(), expectBefore: z.string(), expectAfter: z.string() }).nullable(),
  tests: z.array(z.string()),
  risks: z.array(z.string()),
  limits: z.array(z.string()),
  /** They were for a review that is answered. */
  replies: z.unknown().transform((): Finish['replies'] => []),
});
const attempt = z.object({
  stop: z.literal('finished'),
  finish,
  unresolved: z.array(z.string()),
  steps: count,
  usage,
  shrinks: count,
  durationMs: count,
});

const maxBytes = 1024 * 1024;

/**
 * What the agent said of the pull request when it last worked on it, for a run in which it is not asked: the words are still those
 * about the change. Where no record of it is left, nobody says anything of it.
 */
export async function recallAttempt(dataDirectory: string, earlierRuns: readonly string[]): Promise<Attempt> {
  for (const runId of earlierRuns.toReversed()) {
    if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/.test(runId)) continue;
    const text = await readFile(join(dataDirectory, 'runs', runId, 'attempt.json'), 'utf8').catch(() => '');
    const read = text.length > maxBytes ? undefined : attempt.safeParse(parseJson(text)).data;
    if (read !== undefined) return read;
  }
  return nothingSaid;
}

const nothingSaid: Attempt = {
  stop: 'finished',
  finish: null,
  unresolved: [],
  steps: 0,
  usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costUsd: 0 },
  shrinks: 0,
  durationMs: 0,
};
