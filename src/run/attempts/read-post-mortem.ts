import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../errors.ts';
import { readEvents } from '../../store/read-events.ts';
import { isRunId, readRunFile } from '../../store/read-run-file.ts';
import { parseJson } from '../parse-json.ts';
import { listPatchedFiles } from './list-patched-files.ts';
import type { PostMortem, Told } from './post-mortem.ts';
import { readEnding } from './read-ending.ts';

/** Whose earlier runs they are: the record of another issue tells nothing. */
export type IssueOfRuns = { readonly repository: string; readonly issue: number | null };

const maxBytes = 32 * 1024 * 1024;

const request = z.object({
  repository: z.string(),
  issue: z.object({ number: z.int().nullable() }),
  task: z.object({
    kind: z.enum(['solve', 'plan', 'revise']),
    said: z.array(z.object({ author: z.string(), text: z.string() })),
  }),
});
const attempt = z.object({ finish: z.object({ summary: z.string(), rootCause: z.string().nullable() }).nullable() });
const names = z.array(z.string());
const proof = z.object({
  comparison: z.object({ fixed: names, newlyFailing: names, stillFailing: names }).nullable(),
});
const planned = z.object({
  type: z.literal('agent.plan'),
  plan: z.array(z.object({ text: z.string(), status: z.string() })),
});

/** What the record of an earlier run tells the next one. What is missing or damaged in it is not told, and is no error. */
export async function readPostMortem(dataDirectory: string, runId: string, of: IssueOfRuns): Promise<PostMortem> {
  const read = async <T>(name: string, schema: z.ZodType<T>): Promise<T | null> =>
    schema.safeParse(parseJson((await readRunFile(dataDirectory, { runId, name, maxBytes })) ?? '')).data ?? null;
  const asked = await read('request.json', request);
  if (asked === null) return { kind: 'lost', runId, why: 'its record is gone or damaged' };
  if (asked.repository !== of.repository || asked.issue.number !== of.issue)
    return { kind: 'lost', runId, why: 'its record is about another issue' };
  const said = (await read('attempt.json', attempt))?.finish ?? null;
  const patch = await readRunFile(dataDirectory, { runId, name: 'change.patch', maxBytes });
  return {
    kind: 'told',
    runId,
    task: asked.task.kind,
    said: asked.task.said,
    ending: await read('run.json', readEnding),
    rootCause: said?.rootCause ?? null,
    summary: said?.summary ?? null,
    steps: await readSteps(dataDirectory, runId),
    files: patch === null ? [] : listPatchedFiles(patch),
    tests: (await read('proof.json', proof))?.comparison ?? null,
  };
}

/** The agent's list of steps as it was last; as far as the events can be read. */
async function readSteps(dataDirectory: string, runId: string): Promise<Told['steps']> {
  let steps: Told['steps'] = [];
  if (!isRunId(runId)) return steps;
  try {
    for await (const event of readEvents(join(dataDirectory, 'runs', runId))) {
      const plan = event.type === 'agent.plan' ? planned.safeParse(event).data?.plan : undefined;
      if (plan !== undefined) steps = plan.map(({ text, status }) => `${status}: ${text}`);
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    // What came before the damage is all that is known.
  }
  return steps;
}
