import type { ModelAnswer, ToolCall } from './ask-model.ts';
import type { TokenCounts } from './bill.ts';

/** More than any model can say in one answer; a server that sends more is not one. */
const MAX_ANSWER_CHARACTERS = 2_000_000;
const MAX_CALLS = 256;
/** What a call costs beside its name and arguments, so that an empty one is not free. */
const CHARACTERS_PER_CALL = 16;

/** An answer under construction, whatever API it comes over. */
export type Draft = {
  text: string;
  reasoning: string;
  readonly calls: DraftCall[];
  readonly extras: Record<string, string | unknown[]>;
  /** `null` until the provider has said how it ended: a stream that merely ends was cut. */
  finish: ModelAnswer['finish'] | null;
  tokens: TokenCounts | null;
  /** How much the model wrote, thoughts included. */
  characters: number;
  hasBegun: boolean;
  refuses: boolean;
};

export type DraftCall = { readonly index: number | null; id: string; name: string; arguments: string };

/** What came cannot be an answer of the API that was asked. */
export class UnusableAnswer extends Error {
  override readonly name = 'UnusableAnswer';
}

export function emptyDraft(): Draft {
  const nothing = { text: '', reasoning: '', calls: [], extras: {}, characters: 0 };
  return { ...nothing, finish: null, tokens: null, hasBegun: false, refuses: false };
}

/** Throws `UnusableAnswer` where an answer is longer than any can be. */
export function countCharacters(draft: Draft, characters: number): void {
  draft.characters += characters;
  if (draft.characters > MAX_ANSWER_CHARACTERS) throw new UnusableAnswer('the answer does not end');
}

/** Throws `UnusableAnswer` where an answer has more calls than any can have. */
export function beginCall(draft: Draft, index: number | null): DraftCall {
  if (draft.calls.length === MAX_CALLS) throw new UnusableAnswer(`the answer has more than ${MAX_CALLS} tool calls`);
  const call: DraftCall = { index, id: '', name: '', arguments: '' };
  draft.calls.push(call);
  countCharacters(draft, CHARACTERS_PER_CALL);
  return call;
}

/** The finished message. `callIdPrefix` begins the ids of calls that came without one or with one that is taken. */
export function closeDraft(
  draft: Draft,
  callIdPrefix: string,
): Pick<ModelAnswer, 'message' | 'reasoning' | 'finish' | 'repairs'> {
  const { text, reasoning, extras } = draft;
  const { toolCalls, renamed } = nameCalls(draft.calls, callIdPrefix);
  const refused = draft.refuses && toolCalls.length === 0 && draft.finish === 'complete';
  return {
    message: { role: 'assistant', text, toolCalls, extras },
    reasoning,
    finish: refused ? 'refused' : (draft.finish ?? 'length'),
    repairs: renamed === 0 ? [] : [`${renamed} of the tool calls had no id of their own and were given one`],
  };
}

function nameCalls(calls: readonly DraftCall[], prefix: string) {
  const own = new Set(calls.map(({ id }) => id));
  const taken = new Set(['']);
  let renamed = 0;
  const toolCalls = calls.map((call, index): ToolCall => {
    const id = taken.has(call.id) ? freeId(`${prefix}${index}`, own) : call.id;
    if (id !== call.id) renamed += 1;
    taken.add(id);
    return { id, name: call.name, arguments: call.arguments };
  });
  return { toolCalls, renamed };
}

/** A model that repeats our ids from the history must not collide with the ones made now. */
function freeId(wanted: string, taken: ReadonlySet<string>): string {
  return taken.has(wanted) ? freeId(`${wanted}_`, taken) : wanted;
}
