import type { Message, ToolDefinition, Usage } from '../../model/ask-model.ts';
import { keepRecentSteps } from './keep-recent-steps.ts';
import { maskObservations } from './mask-observations.ts';
import { messageBytes } from './message-bytes.ts';
import { openTokenGauge } from './open-token-gauge.ts';
import { roomForInput } from './room-for-input.ts';
import { summaryMessage } from './summary-message.ts';
import type { WorkState } from './work-state.ts';
import { writeSummary } from './write-summary.ts';

/**
 * The model's whole memory of an attempt. It only grows, so that a request begins with the one before and is served from the
 * provider's cache, until it must be shortened; what the prompt said stays byte for byte even then.
 */
export interface Conversation {
  /** What the next request holds. */
  readonly messages: readonly Message[];
  /**
   * `from` says what a `user` message is. What maintainers said, and what comes without it, outlives a summary word for word;
   * notices and guidance do not.
   */
  add(message: Message, from?: 'notice' | 'guidance' | 'maintainer'): void;
  /** What the model is told instead of what was left out; `null` until anything was. */
  readonly summary: string | null;
  /** Estimated tokens of the next request, tools included; corrected by what the provider counted. */
  readonly tokens: number;
  /** What the provider counted for the last request: said right before or after its answer is added. */
  noteUsage(usage: Usage): void;
  /** Whether it must be shortened before the next request. */
  readonly isFull: boolean;
  /**
   * Masks old observations, or else asks the model for a summary; also called when the provider says that a request was too
   * long. `null`: it cannot be shortened further. A `ModelFault` of `ask` is made do without; anything else it throws is thrown.
   */
  shrink(ask: AskForText, signal: AbortSignal): Promise<Shrink | null>;
}

export type AskForText = (messages: readonly Message[]) => Promise<string>;

/** Sizes are estimates, in tokens. */
export type Shrink = { readonly how: 'masked' | 'summarised'; readonly before: number; readonly after: number };

export type ConversationOptions = {
  /** In tokens, input and output together. */
  readonly contextWindow: number;
  /** `null`: not known. */
  readonly maxOutputTokens: number | null;
  readonly tools: readonly ToolDefinition[];
  readonly facts: () => WorkState;
};

/** These are shares of the room for input. */
const FULL = 0.8;
const WORTH_MASKING = 0.3;
const WORTH_MASKING_AT_LAST = 0.1;
const FILLED_AFTER_SUMMARY = 0.5;
const LEARNT_FROM_OVERFLOW = 0.9;
const WORTH_ANYTHING = 0.02;
const LASTING = 0.1;

const KEPT_OBSERVATIONS = 12;
const KEPT_TOKENS = 20_000;
const MAX_SUMMARIES = 3;
/** About what a summary with its frame takes, in tokens. */
const SUMMARY_TOKENS = 2_000;

export function openConversation(prompt: readonly Message[], options: ConversationOptions): Conversation {
  const gauge = openTokenGauge();
  const toolBytes = Buffer.byteLength(JSON.stringify(options.tools));
  const passing = new WeakSet<Message>();
  let lasting: readonly string[] = [];
  let messages = [...prompt];
  let bytes = sizeOf(prompt);
  let room = roomForInput(options.contextWindow, options.maxOutputTokens);
  let summaries = 0;
  let notes: string | null = null;
  let summary: string | null = null;

  const isFull = () => gauge.tokensIn(bytes) >= room * FULL;

  function sizeOf(some: readonly Message[]): number {
    return some.reduce((sum, message) => sum + messageBytes(message), toolBytes);
  }

  /** Does it if it frees the given share of the room. */
  function replace(how: Shrink['how'], shorter: readonly Message[], worth: number): Shrink | null {
    const shorterBytes = sizeOf(shorter);
    const [before, after] = [gauge.tokensIn(bytes), gauge.tokensIn(shorterBytes)];
    if (before - after < room * worth) return null;
    messages = [...shorter];
    bytes = shorterBytes;
    return { how, before, after };
  }

  async function summarise(ask: AskForText, signal: AbortSignal): Promise<Shrink | null> {
    const spare = room * FILLED_AFTER_SUMMARY - gauge.tokensIn(sizeOf(prompt)) - SUMMARY_TOKENS;
    const keptBytes = gauge.bytesIn(Math.min(KEPT_TOKENS, Math.max(0, spare)));
    const { dropped, kept } = keepRecentSteps(messages.slice(prompt.length), keptBytes);
    const steps = dropped.filter(({ role }) => role !== 'user');
    if (steps.length === 0) return replace('masked', [...prompt, ...dropped, ...kept], WORTH_ANYTHING);

    const work = options.facts();
    const maxBytes = gauge.bytesIn(room * FILLED_AFTER_SUMMARY);
    notes = await writeSummary(ask, { prompt, dropped: steps, earlier: notes, work, maxBytes }, signal);
    summaries += 1;
    const said = dropped.filter((one) => one.role === 'user' && !passing.has(one)).map(({ text }) => text);
    lasting = lastWithin([...lasting, ...said], gauge.bytesIn(room * LASTING));
    const stead = summaryMessage(notes, work, lasting);
    passing.add(stead);
    summary = stead.text;
    return replace('summarised', [...prompt, stead, ...kept], WORTH_ANYTHING);
  }

  return {
    get messages() {
      return messages;
    },
    add(message, from) {
      if (from === 'notice' || from === 'guidance') passing.add(message);
      messages.push(message);
      bytes += messageBytes(message);
    },
    get summary() {
      return summary;
    },
    get tokens() {
      return gauge.tokensIn(bytes);
    },
    noteUsage({ inputTokens }) {
      const last = messages.at(-1);
      gauge.note(last?.role === 'assistant' ? bytes - messageBytes(last) : bytes, inputTokens);
    },
    get isFull() {
      return isFull();
    },
    async shrink(ask, signal) {
      // Called although it seems to fit: the provider has said that it does not, so there is less room than we thought.
      if (!isFull()) room = Math.floor(gauge.tokensIn(bytes) * LEARNT_FROM_OVERFLOW);
      const masked = maskObservations(messages, KEPT_OBSERVATIONS);
      const mayAsk = summaries < MAX_SUMMARIES;
      const shrink = replace('masked', masked, mayAsk ? WORTH_MASKING : WORTH_MASKING_AT_LAST);
      if (shrink !== null || !mayAsk) return shrink;
      return await summarise(ask, signal);
    },
  };
}

/** Each text once, and of them the last that fit. */
function lastWithin(texts: readonly string[], maxBytes: number): readonly string[] {
  const newestFirst = [...new Set(texts.toReversed())];
  let spare = maxBytes;
  const end = newestFirst.findIndex((text) => {
    spare -= Buffer.byteLength(text);
    return spare < 0;
  });
  return (end === -1 ? newestFirst : newestFirst.slice(0, end)).toReversed();
}
