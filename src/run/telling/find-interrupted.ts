import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Stage, stages } from '../../report/comment-state.ts';
import { readEvents } from '../../store/read-events.ts';
import { readJson } from '../../store/read-json.ts';
import { type PullWork, pullWorkSchema } from './pull-work.ts';

/** What a run had come to when its process died. */
export type InterruptedRun = {
  readonly runId: string;
  readonly stage: Stage;
  readonly elapsedMs: number;
  readonly steps: number;
  readonly costUsd: number | null;
  readonly work: PullWork | null;
};

/** No server has more runs at once, nor so many in a row that end before one that goes on. */
const lookedAt = 100;

/** The newest record of a run on an issue that has no end; `null`: it died before it wrote anything down. */
export async function findInterrupted(
  dataDirectory: string,
  about: { readonly repository: string; readonly issue: number | null },
): Promise<InterruptedRun | null> {
  const runs = join(dataDirectory, 'runs');
  const names = (await readdir(runs).catch(() => [])).toSorted().toReversed().slice(0, lookedAt);
  const told = new Set<string>();
  for (const name of names) {
    const directory = join(runs, name);
    const end = endSchema.safeParse(await readJson(join(directory, 'run.json')).catch(() => null)).data;
    if (end?.interrupted !== undefined) told.add(end.interrupted);
    if (end !== undefined || told.has(name)) continue;
    const request = requestSchema.safeParse(await readJson(join(directory, 'request.json')).catch(() => null)).data;
    if (request?.repository !== about.repository || request.issue.number !== about.issue) continue;
    return await readCourse(name, directory);
  }
  return null;
}

const requestSchema = z.object({
  repository: z.string(),
  issue: z.object({ number: z.int().nullable() }),
});

/** `interrupted`: the run of which it was said that it has no end. */
const endSchema = z.object({ outcome: z.unknown(), interrupted: z.string().optional() });

const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('stage'), stage: z.enum(stages) }),
  z.object({ type: z.literal('run.work'), work: pullWorkSchema }),
  z.object({
    type: z.literal('agent.answer'),
    step: z.int(),
    usage: z.object({ costUsd: z.number().nullable() }),
  }),
]);

async function readCourse(runId: string, directory: string): Promise<InterruptedRun> {
  let so: InterruptedRun = { runId, stage: 'accepted', elapsedMs: 0, steps: 0, costUsd: 0, work: null };
  let begun: number | null = null;
  for await (const event of readEvents(directory)) {
    begun ??= Date.parse(event.at);
    so = { ...so, elapsedMs: Date.parse(event.at) - begun };
    const known = eventSchema.safeParse(event).data;
    if (known?.type === 'stage') so = { ...so, stage: known.stage };
    if (known?.type === 'run.work') so = { ...so, work: known.work };
    if (known?.type === 'agent.answer')
      so = { ...so, steps: known.step, costUsd: sum(so.costUsd, known.usage.costUsd) };
  }
  return so;
}

const sum = (one: number | null, other: number | null) => (one === null || other === null ? null : one + other);
