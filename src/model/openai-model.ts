import { setTimeout as delay } from 'node:timers/promises';
import OpenAI from 'openai';
import { addUsage } from './add-usage.ts';
import type { AskModel, ModelAnswer, Patience, Usage } from './ask-model.ts';
import { askOnce } from './ask-once.ts';
import type { Failure } from './explain-failure.ts';
import type { Price } from './find-price.ts';

export type ModelSettings = {
  /** The root of an OpenAI-compatible API, such as `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  /** Sent as `max_completion_tokens`; left to the provider when omitted. */
  readonly maxOutputTokens?: number;
  /** The longest silence on an open connection, counted in bytes so that a provider's keep-alive comments are no silence. */
  readonly idleTimeoutMs: number;
  /** The longest one try may take from the request to the end of the answer. */
  readonly requestTimeoutMs: number;
  readonly retries: {
    /** Tries altogether, the first included. */
    readonly attempts: number;
    /** A provider that asks for a longer pause than this is not waited for. */
    readonly maxWaitMs: number;
  };
  /** `null`: not known; answers then carry no cost. */
  readonly price: Price | null;
  readonly fetch?: typeof fetch;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random?: () => number;
  readonly onRetry?: Patience['onWait'];
};

/**
 * Asks an OpenAI-compatible Chat Completions endpoint, streaming. Tries again after what can pass by itself; the usage of
 * failed tries is added to the answer's where the provider told it. Aborting `signal` rejects at once.
 */
export function openAiModel(settings: ModelSettings): AskModel {
  const client = connect(settings);
  return async (request, patience, signal) => {
    const spent: Usage[] = [];
    for (let attempt = 1; ; attempt += 1) {
      const reply = await askOnce(client, settings, request, signal);
      if (reply.usage !== null) spent.push(reply.usage);
      if (reply.kind === 'answer') return withUsage(reply, spent);
      await pauseOrGiveUp({ ...settings, onRetry: patience.onWait }, reply.failure, attempt, signal);
    }
  };
}

async function pauseOrGiveUp(
  settings: ModelSettings,
  failure: Failure,
  attempt: number,
  signal: AbortSignal,
): Promise<void> {
  const { retries, sleep = pause, random = Math.random, onRetry } = settings;
  const askedMs = failure.retryAfterMs ?? 0;
  if (!failure.mayPass || attempt >= retries.attempts || askedMs > retries.maxWaitMs) throw failure.fault;
  const waitMs = askedMs + backoffMs(attempt, retries.maxWaitMs, random);
  onRetry?.({ why: failure.fault.message, waitMs });
  await sleep(waitMs, signal);
}

const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 60_000;

/** Full jitter under a doubling ceiling; it comes on top of the pause the provider asked for, so that a crowd does not return at once. */
function backoffMs(attempt: number, maxWaitMs: number, random: () => number): number {
  const ceiling = Math.min(maxWaitMs, LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
  return Math.round(random() * ceiling);
}

/** Every setting the package would otherwise take from the environment is given, so that only ours count. */
function connect(settings: ModelSettings): OpenAI {
  return new OpenAI({
    baseURL: settings.baseUrl,
    apiKey: settings.apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: settings.requestTimeoutMs,
    ...(settings.fetch === undefined ? {} : { fetch: settings.fetch }),
  });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}

function withUsage(answer: ModelAnswer, spent: readonly Usage[]): ModelAnswer {
  return { ...answer, usage: spent.reduce(addUsage) };
}
