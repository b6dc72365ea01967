import { z } from 'zod';
import { Fault } from '../../errors.ts';
import type { RecordedEvent } from '../../store/record-event.ts';

const sealed = { seq: z.int(), at: z.string() };
const usage = z.object({
  inputTokens: z.number(),
  cachedInputTokens: z.number(),
  outputTokens: z.number(),
  costUsd: z.number().nullable(),
});

const started = z.object({
  ...sealed,
  type: z.literal('run.started'),
  /** Left out by versions that knew changes alone. */
  task: z.enum(['solve', 'plan', 'revise']).optional(),
  repository: z.string(),
  issue: z.object({ number: z.int().nullable() }).optional(),
  versions: z.object({ sandpiper: z.string() }),
  settings: z.object({
    solver: z.string(),
    image: z.string(),
    commands: z.object({ install: z.string().nullable(), test: z.string() }).nullable(),
    budget: z.object({ steps: z.number(), tokens: z.number(), costUsd: z.number(), minutes: z.number() }),
    model: z.object({ name: z.string(), editStyle: z.enum(['edit', 'apply-patch']) }),
  }),
});
const base = z.object({
  ...sealed,
  type: z.literal('run.base'),
  sha: z.string().regex(/^[0-9a-f]{40,64}$/),
  branch: z.string(),
  /** The name of a folder in `mirrors`, and of no other: git is run in it. */
  mirror: z.string().regex(/^[A-Za-z0-9-]{1,128}\.git$/),
  image: z.string(),
});
/** Whose workspace the agent went on in; without it, it began with the base alone. */
const workspace = z.object({ ...sealed, type: z.literal('run.workspace'), from: z.string() });
const box = z.object({
  ...sealed,
  type: z.literal('box'),
  purpose: z.string(),
  image: z.string(),
  imageId: z.string(),
  runtime: z.string(),
  isolation: z.string(),
});
const objectId = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const commit = z.object({
  ...sealed,
  type: z.literal('commit'),
  runId: z.string(),
  sha: objectId,
  tree: objectId,
  base: objectId,
  /** Left out: the base alone. */
  parents: z.array(objectId).optional(),
});
/** Of a run with several attempts, each of which has a record of its own beside this one. */
const candidates = z.object({
  ...sealed,
  type: z.literal('run.candidates'),
  chosen: z.int(),
  because: z.string(),
  candidates: z.array(
    z.object({
      number: z.int(),
      /** The name of a folder beside this record, and of no other. */
      runId: z.string().regex(/^[A-Za-z0-9-]{1,128}$/),
      head: z.object({ seq: z.int(), hash: z.string().regex(/^[0-9a-f]{64}$/) }),
    }),
  ),
});
const egress = z.object({ ...sealed, type: z.literal('egress'), decision: z.enum(['allowed', 'denied']) });
const stage = z.object({ ...sealed, type: z.literal('stage'), stage: z.string() });
const command = z.object({
  ...sealed,
  type: z.literal('command'),
  purpose: z.string(),
  command: z.union([z.string(), z.array(z.string())]),
  cwd: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  exit: z.object({ reason: z.string(), code: z.number().optional() }),
  durationMs: z.number().optional(),
  /** `null`: it ran beside others, and what it printed was read by somebody else. */
  stdout: z.object({ file: z.string() }).nullable(),
});
const message = z.object({
  ...sealed,
  type: z.literal('agent.message'),
  role: z.enum(['system', 'user']),
  from: z.string(),
  text: z.string(),
});
const answer = z.object({
  ...sealed,
  type: z.literal('agent.answer'),
  step: z.int(),
  text: z.string(),
  reasoning: z.string(),
  toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })),
  finish: z.enum(['complete', 'length', 'refused']),
  repairs: z.array(z.string()),
  usage,
  durationMs: z.number(),
});
const observation = z.object({
  ...sealed,
  type: z.literal('agent.observation'),
  step: z.int(),
  callId: z.string(),
  tool: z.string(),
  text: z.string(),
  isError: z.boolean(),
  repairs: z.array(z.string()),
  durationMs: z.number(),
});
const tree = z.object({ ...sealed, type: z.literal('agent.tree'), step: z.int(), digest: z.string().nullable() });
const shrunk = z.object({
  ...sealed,
  type: z.literal('agent.shrunk'),
  how: z.string(),
  before: z.number(),
  after: z.number(),
  usage: usage.optional(),
});
const ended = z.object({
  ...sealed,
  type: z.literal('run.ended'),
  outcome: z.looseObject({
    kind: z.string(),
    verdict: z.string().optional(),
    /** What was published; a server that signs what is committed over its API gives it an id of its own. */
    publication: z.looseObject({ sha: objectId.optional() }).optional(),
  }),
});

const known = z.discriminatedUnion('type', [
  started,
  base,
  workspace,
  box,
  stage,
  commit,
  candidates,
  egress,
  command,
  message,
  answer,
  observation,
  tree,
  shrunk,
  ended,
]);

/** An event of a record as far as it is read again, by an export or a replay. */
export type KnownEvent = z.infer<typeof known>;
export type KnownOf<Type extends KnownEvent['type']> = Extract<KnownEvent, { type: Type }>;

const types: ReadonlySet<string> = new Set(known.options.map((option) => option.shape.type.value));

/** `null`: of a type that nobody reads again. Throws a `Fault` when an event is not what its type promises. */
export function parseKnownEvent(event: RecordedEvent): KnownEvent | null {
  if (!types.has(event.type)) return null;
  const parsed = known.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new Fault(
    `Event ${event.seq} of the record, ${event.type}, cannot be understood: ${z.prettifyError(parsed.error)}`,
    {
      cause: parsed.error,
      nextAction: 'Read the record with the version of Sandpiper that wrote it.',
    },
  );
}
