import { join } from 'node:path';
import { z } from 'zod';
import { readEvents } from '../../store/read-events.ts';

/** Where in a run a place was changed, and what the agent said around it. */
export type EditingStep = {
  readonly step: number;
  readonly tool: string;
  /** With the call that changed it; empty where it said nothing. */
  readonly said: string;
  /** In its next answer. */
  readonly saidAfter: string;
};

const answerSchema = z.object({
  type: z.literal('agent.answer'),
  step: z.int(),
  text: z.string(),
  toolCalls: z.array(z.object({ name: z.string(), arguments: z.string() })),
});

type Answer = z.infer<typeof answerSchema>;

/**
 * The last step that wrote a line of that text into the file, or the last one that may have changed the file at all; `null`: no
 * step names it, such as when a command rewrote many files. Throws a `Fault` when there is no record.
 */
export async function findEditingStep(
  dataDirectory: string,
  runId: string,
  place: { readonly path: string; readonly text: string | null },
): Promise<EditingStep | null> {
  let exact: EditingStep | null = null;
  let near: EditingStep | null = null;
  let last = 0;
  for await (const event of readEvents(join(dataDirectory, 'runs', runId))) {
    const answer = answerSchema.safeParse(event).data;
    if (answer === undefined) continue;
    exact = heard(exact, last, answer);
    near = heard(near, last, answer);
    last = answer.step;
    const tool = toolThatNames(answer, place.path);
    if (tool === null) continue;
    near = begin(answer, tool);
    if (writes(answer, place.text)) exact = near;
  }
  return exact ?? near;
}

/** With what was said next, where this is the next answer. */
function heard(found: EditingStep | null, last: number, { text }: Answer): EditingStep | null {
  return found?.step === last ? { ...found, saidAfter: text } : found;
}

const begin = ({ step, text }: Answer, tool: string): EditingStep => ({ step, tool, said: text, saidAfter: '' });

/** Looking at a file changes nothing. */
function toolThatNames({ toolCalls }: Answer, path: string): string | null {
  const quoted = JSON.stringify(path).slice(1, -1);
  const call = toolCalls.find(
    ({ name, arguments: given }) => name !== 'view' && name !== 'finish' && name !== 'plan' && given.includes(quoted),
  );
  return call?.name ?? null;
}

function writes({ toolCalls }: Answer, text: string | null): boolean {
  const words = text?.trim() ?? '';
  if (words.length < 3) return false;
  const quoted = JSON.stringify(words).slice(1, -1);
  return toolCalls.some(({ arguments: given }) => given.includes(quoted));
}
