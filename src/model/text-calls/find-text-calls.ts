import type { ModelAnswer, ModelRequest } from '../ask-model.ts';
import { isQuoted } from './is-quoted.ts';
import { bracketed } from './peel-bracketed.ts';
import { fenced } from './peel-fenced.ts';
import { functions } from './peel-functions.ts';
import { invokes } from './peel-invokes.ts';
import { tagged } from './peel-tagged.ts';
import { whole } from './peel-whole.ts';
import type { ArgumentTypes, Peeled } from './text-call.ts';

type Answer = Omit<ModelAnswer, 'usage' | 'isEstimate'>;

const NOTATIONS = [functions, tagged, invokes, bracketed, fenced, whole];
const MAX_CALLS = 32;

/**
 * Takes what a model wrote into its answer for tool calls, as it was meant, where its server has not. Whatever is in doubt
 * stays text:
 *
 * - only in an answer that is complete and has no other calls;
 * - only what ends the answer, with nothing behind it and nothing between the calls; a block in the middle is an example;
 * - only in the open: not inside a longer code block, not in a line that quotes, not in thoughts that have not ended;
 * - only calls of tools that the request offers; one that is not makes all of them text;
 * - nothing that stands like that in what the model was shown, see `isQuoted`: that is a quotation, whoever wrote it.
 */
export function findTextCalls(answer: Answer, request: ModelRequest): Answer {
  const { message, finish } = answer;
  if (finish !== 'complete' || message.toolCalls.length > 0 || request.tools.length === 0) return answer;
  const types = typesOf(request);
  const thoughtsEnd = endOfThoughts(message.text);
  const { found, before, notations } = peelAll(withoutStopWords(message.text.slice(thoughtsEnd)), types);
  const calls = found.flatMap(({ calls: some }) => some);
  const isMeant = calls.length > 0 && calls.length <= MAX_CALLS && calls.every(({ name }) => types(name) !== null);
  if (!isMeant || isInside(before) || found.some((peeled) => isQuoted(peeled, request.messages))) return answer;
  const toolCalls = calls.map((call, index) => ({ id: `text_${request.messages.length}_${index}`, ...call }));
  const repair = `${calls.length} tool calls were found in the text of the answer (${[...notations].join(', ')})`;
  return {
    ...answer,
    message: { ...message, text: `${message.text.slice(0, thoughtsEnd)}${before}`.trimEnd(), toolCalls },
    repairs: [...answer.repairs, repair],
  };
}

function peelAll(text: string, types: ArgumentTypes) {
  const found: Peeled[] = [];
  const notations = new Set<string>();
  let before = text;
  for (let count = 0; count <= MAX_CALLS; count += 1) {
    const end = before.trimEnd();
    const notation = NOTATIONS.find((some) => some.peel(end, types) !== null);
    const peeled = notation?.peel(end, types) ?? null;
    if (notation === undefined || peeled === null) break;
    found.unshift(peeled);
    notations.add(notation.name);
    before = peeled.before;
  }
  return { found, before, notations };
}

/** Where a server that does not part them leaves a model's thoughts in its answer, they come first. */
function endOfThoughts(text: string): number {
  const end = text.lastIndexOf(THOUGHTS_END);
  return end === -1 ? 0 : end + THOUGHTS_END.length;
}

const THOUGHTS_END = '</think>';

/** What a server that does not know them leaves at the end of an answer. */
function withoutStopWords(text: string): string {
  return text.trimEnd().replace(/(?:\s{0,100}(?:<\|(?:im_end|eot_id|eom_id|end|endoftext)\|>|<\/s>)){1,4}$/, '');
}

/** Whether what follows `before` stands in a code block, in a line that quotes, or in thoughts that have not ended. */
function isInside(before: string): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const fences = before.match(/^[ \t]{0,8}(?:```|~~~)/gm)?.length ?? 0;
  return fences % 2 === 1 || before.includes('<think>') || /^[ \t]*>/.test(line);
}

function typesOf({ tools }: ModelRequest): ArgumentTypes {
  return (name) => {
    const tool = tools.find((some) => some.name === name);
    return tool === undefined
      ? null
      : new Map(entriesOf(tool.parameters['properties']).map(([key, schema]) => [key, typeOf(schema)]));
  };
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** `null` where a schema has several types or none. */
function typeOf(schema: unknown): unknown {
  return typeof schema === 'object' && schema !== null && 'type' in schema ? schema.type : null;
}
