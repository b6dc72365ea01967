import { z } from 'zod';

const longText = 4_000;

/** What a reader sees of a text. One too long for its line in the record is kept in a file of its own. */
const text = z.union([
  z.string().transform((whole) => cut(whole, longText)),
  z
    .object({ $text: z.object({ bytes: z.number() }) })
    .transform(({ $text }) => `(${$text.bytes} bytes, in the record)`),
]);
const word = z.string().transform((whole) => cut(whole, 300));
const file = z
  .object({ file: z.string().regex(/^commands\/\d{3,9}\.(?:out|err)$/) })
  .nullable()
  .catch(null);
const amount = z.number().nullable();
const at = z.string();

const outcome = z.object({
  kind: word,
  verdict: word.optional(),
  because: text.optional(),
  reason: text.optional(),
  plan: text.optional(),
  stop: word.optional(),
  stage: word.optional(),
  finish: z.object({ outcome: word, summary: text }).nullish(),
  failure: z.object({ cause: word, reason: text, log: text.nullish() }).optional(),
  publication: z.object({ kind: word, number: z.int().optional(), url: z.string().max(2_000).optional() }).optional(),
});

const known = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run.started'),
    at,
    repository: word,
    issue: z.object({ number: z.int().nullable(), title: text }),
    settings: z.object({ model: z.object({ name: word }) }),
  }),
  z.object({ type: z.literal('run.budget'), at, budget: z.object({ costUsd: z.number() }) }),
  z.object({ type: z.literal('run.work'), at, work: z.object({ pull: z.int() }) }),
  z.object({ type: z.literal('stage'), at, stage: word }),
  z.object({
    type: z.literal('command'),
    at,
    purpose: word,
    command: z.union([text, z.array(word).transform((words) => cut(words.join(' '), longText))]),
    exit: z.object({ reason: word, code: z.number().optional() }),
    durationMs: z.number().default(0),
    stdout: file,
    stderr: file,
  }),
  z.object({
    type: z.literal('egress'),
    at,
    purpose: word,
    method: word,
    host: word,
    port: z.int(),
    decision: word,
    reason: word.nullish(),
  }),
  z.object({
    type: z.literal('agent.answer'),
    at,
    step: z.int(),
    text,
    toolCalls: z.array(z.object({ name: word, arguments: text })),
    usage: z.object({ costUsd: amount }),
  }),
  z.object({
    type: z.literal('agent.observation'),
    at,
    step: z.int(),
    tool: word,
    text,
    isError: z.boolean(),
  }),
  z.object({ type: z.literal('agent.shrunk'), at, usage: z.object({ costUsd: amount }).optional() }),
  z.object({ type: z.literal('canary'), at }),
  z.object({ type: z.literal('run.ended'), at, outcome }),
]);

/** An event as far as the page shows it, with long texts cut. */
export type ShownEvent = z.infer<typeof known>;
export type ShownOf<Type extends ShownEvent['type']> = Extract<ShownEvent, { type: Type }>;

/** `null`: nothing that is shown. */
export function readShownEvent(event: object): ShownEvent | null {
  return known.safeParse(event).data ?? null;
}

function cut(whole: string, most: number): string {
  return whole.length > most
    ? `${whole.slice(0, most).toWellFormed()}… (${whole.length - most} characters more)`
    : whole;
}
