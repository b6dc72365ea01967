import { APIError, type OpenAI } from 'openai';
import type { ModelAnswer, ModelRequest, Usage } from './ask-model.ts';
import { bill } from './bill.ts';
import { chatWire } from './chat/chat-wire.ts';
import type { Dialect } from './dialect.ts';
import { closeDraft, type Draft, emptyDraft, UnusableAnswer } from './draft-answer.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { explainFailure, type Failure } from './explain-failure.ts';
import type { ModelProfile } from './model-profile.ts';
import { readEvents } from './read-events.ts';
import { responsesWire } from './responses/responses-wire.ts';
import { DeadlinePassed, type DeadlineSettings, type Deadlines, startDeadlines } from './start-deadlines.ts';
import { findTextCalls } from './text-calls/find-text-calls.ts';
import { writeToolsAsText } from './text-calls/write-tools-as-text.ts';
import type { Wire } from './wire.ts';

/** How one try ended. `usage` is what it was billed, as far as that is known or can be estimated. */
export type Reply = { readonly usage: Usage | null; readonly isEstimate: boolean } & (
  | { readonly kind: 'answer'; readonly answer: Omit<ModelAnswer, 'usage' | 'isEstimate'> }
  | { readonly kind: 'failure'; readonly failure: Failure }
);

export type AskOnceSettings = DeadlineSettings & {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  readonly profile: ModelProfile;
};

export type AskOnceDeps = { readonly client: OpenAI; readonly settings: AskOnceSettings; readonly dialect: Dialect };

const WIRES: Readonly<Record<ModelProfile['wire'], Wire>> = { chat: chatWire, responses: responsesWire };

/** One try, read to its end. Rejects only when `signal` is aborted. */
export async function askOnce(deps: AskOnceDeps, request: ModelRequest, signal: AbortSignal): Promise<Reply> {
  const { settings, dialect } = deps;
  using deadlines = startDeadlines(settings, signal);
  const draft = emptyDraft();
  const sent = dialect.tools === 'text' ? writeToolsAsText(request) : request;
  const error = await read(draft, deps, sent, deadlines);
  signal.throwIfAborted();
  const cost = costOf(draft, error, sent, settings.profile);
  if (draft.finish === null || isSilentOverflow(draft))
    return { kind: 'failure', ...cost, failure: explainFailure(error ?? whatIsWrong(draft), settings) };
  const answer = closeDraft(draft, `call_${request.messages.length}_`);
  const isNative = settings.profile.toolProtocol === 'native';
  return { kind: 'answer', ...cost, answer: isNative ? answer : findTextCalls(answer, request) };
}

/** What stopped the reading, or `null`. Once the provider has said how it ended, what breaks later does not matter. */
async function read(
  draft: Draft,
  { client, settings, dialect }: AskOnceDeps,
  request: ModelRequest,
  deadlines: Deadlines,
): Promise<unknown> {
  const wire = WIRES[settings.profile.wire];
  try {
    const response = await wire.send(client, { settings, dialect, request }, deadlines.signal);
    for await (const event of readEvents(client, response, deadlines)) wire.addEvent(draft, event, request);
  } catch (error) {
    return deadlines.signal.aborted ? deadlines.signal.reason : error;
  }
  // The package ends the iteration without an error when the transport was aborted.
  return deadlines.signal.aborted ? deadlines.signal.reason : null;
}

/** Several servers cut a conversation that is too long by themselves, and have no room left for an answer. */
function isSilentOverflow({ finish, characters, tokens }: Draft): boolean {
  return finish === 'length' && characters === 0 && tokens?.outputTokens === 0;
}

function whatIsWrong(draft: Draft): Error {
  if (draft.finish !== null) return overflow();
  if (!draft.hasBegun) return new UnusableAnswer('the answer has no content');
  return new Error('the stream ended in the middle of the answer');
}

function overflow(): Error {
  const error = { code: 'context_length_exceeded', message: 'there was no room left for an answer' };
  return new APIError(undefined, error, undefined, undefined);
}

/** A try that was given up in the middle is billed without being told of; one that was refused is not. */
function costOf(
  draft: Draft,
  error: unknown,
  request: ModelRequest,
  { price }: ModelProfile,
): Pick<Reply, 'usage' | 'isEstimate'> {
  if (draft.tokens !== null) return { usage: bill(draft.tokens, price), isEstimate: false };
  if (!draft.hasBegun && !(error instanceof DeadlinePassed)) return { usage: null, isEstimate: false };
  return { usage: bill(estimateTokens(request, draft.characters), price), isEstimate: true };
}
