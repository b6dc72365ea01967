import { APIError } from 'openai';
import type { ModelFaultKind } from './ask-model.ts';
import type { ModelProfile } from './model-profile.ts';
import { readTrouble, type Trouble } from './read-trouble.ts';

/** Why one try failed, and whether another may succeed. */
export type Failure = {
  readonly kind: ModelFaultKind;
  /** For the operator, in one line. */
  readonly message: string;
  readonly nextAction: string;
  readonly cause: unknown;
  /** `patiently`: the provider is there and busy, so it is worth waiting for as long as there is time. */
  readonly retry: 'never' | 'a-few-times' | 'patiently';
  readonly trouble: Trouble;
};

type Subject = {
  readonly model: string;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly profile: Pick<ModelProfile, 'wire'>;
};

/** Words a failed try for the operator. */
export function explainFailure(error: unknown, subject: Subject): Failure {
  const trouble = readTrouble(error);
  const { kind, retry, happened, nextAction } = VERDICTS[judge(trouble)];
  const who = `The model ${subject.model} at ${new URL(subject.baseUrl).host}`;
  const pause = trouble.retryAfterMs === null ? '' : `; it asked for a pause of ${trouble.retryAfterMs / 1_000} s`;
  const message = `${who} ${happened}${pause}: ${excerpt(trouble.message, subject.apiKey)}`;
  const api = subject.profile.wire === 'chat' ? 'Chat Completions API' : 'Responses API';
  return { kind, message, nextAction: nextAction.replace('%API', api), cause: causeOf(error), retry, trouble };
}

/** A provider's error has no more to say than the message, and may hold the key; a log would print it beside the fault. */
function causeOf(error: unknown): unknown {
  return error instanceof APIError ? undefined : error;
}

/** Providers quote the key and the request in their errors, and some the status, which the package says already. */
function excerpt(message: string, apiKey: string): string {
  const withoutKey = apiKey === '' ? message : message.replaceAll(apiKey, '[key]');
  return withoutKey
    .replaceAll(/[\s\p{C}]+/gu, ' ')
    .replace(/^(\d{3} )\1/, '$1')
    .slice(0, 300);
}

type Verdict = Pick<Failure, 'kind' | 'retry' | 'nextAction'> & { readonly happened: string };

const VERDICTS = {
  refusedKey: {
    kind: 'refused-key',
    retry: 'never',
    happened: 'refused the API key',
    nextAction: 'Check the API key of the model and what it is allowed to do, then start the run again.',
  },
  unknownModel: {
    kind: 'unknown-model',
    retry: 'never',
    happened: 'does not exist',
    nextAction:
      'Check the name of the model, the base URL of its API, and that the endpoint speaks the %API, then start the run again.',
  },
  noCredit: {
    kind: 'rate-limited',
    retry: 'never',
    happened: 'has no credit left for this key',
    nextAction: "Add credit or raise the limit in the account of the model's provider, then start the run again.",
  },
  rateLimited: {
    kind: 'rate-limited',
    retry: 'patiently',
    happened: 'is over its rate limit',
    nextAction: "Start the run again later, or raise the rate limit with the model's provider.",
  },
  overloaded: {
    kind: 'unavailable',
    retry: 'patiently',
    happened: 'is overloaded',
    nextAction: 'Start the run again later, or use another model.',
  },
  contextOverflow: {
    kind: 'context-overflow',
    retry: 'never',
    happened: 'cannot take a conversation this long',
    nextAction: 'Use a model with a larger context window, or split the issue into smaller ones.',
  },
  badRequest: {
    kind: 'bad-request',
    retry: 'never',
    happened: 'refused the request',
    nextAction: 'Check that the endpoint speaks the %API with tools, or use another model.',
  },
  nonsense: {
    kind: 'nonsense',
    retry: 'a-few-times',
    happened: 'answered with something that is no answer',
    nextAction: 'Check that the base URL is that of an OpenAI-compatible API, then start the run again.',
  },
  unavailable: {
    kind: 'unavailable',
    retry: 'a-few-times',
    happened: 'could not be asked',
    nextAction: 'Check that the endpoint can be reached from this machine, then start the run again.',
  },
} as const satisfies Record<string, Verdict>;

type VerdictName = keyof typeof VERDICTS;

function judge(trouble: Trouble): VerdictName {
  return RULES.find(([, applies]) => applies(trouble))?.[0] ?? 'badRequest';
}

/**
 * The first that applies counts: a rate limit speaks of "too many tokens" too, a request larger than the limit of a minute is
 * called rate-limited but never passes, and gateways wrap one status into another.
 */
const RULES: readonly (readonly [VerdictName, (trouble: Trouble) => boolean])[] = [
  ['nonsense', ({ isNonsense }) => isNonsense],
  ['noCredit', ({ status, codes, message }) => status === 402 || NO_CREDIT.test(`${codes} ${message}`)],
  ['contextOverflow', ({ status, message }) => status === 413 || /request too large/i.test(message)],
  ['rateLimited', ({ status, codes }) => status === 429 || /rate_limit|too_many_requests/.test(codes)],
  [
    'overloaded',
    ({ status, codes, message }) =>
      status === 503 || status === 529 || (isServersFault(status) && OVERLOADED.test(`${codes} ${message}`)),
  ],
  ['refusedKey', ({ status, codes }) => status === 401 || status === 403 || codes.includes('invalid_api_key')],
  ['contextOverflow', ({ codes, message }) => OVERFLOW.test(`${codes} ${message}`)],
  ['unknownModel', ({ status, codes }) => status === 404 || codes.includes('model_not_found')],
  ['badRequest', ({ status, codes }) => status === null && codes.includes('invalid_request')],
  ['unavailable', ({ status }) => isServersFault(status) || [408, 409, 425].includes(status ?? 0)],
];

function isServersFault(status: number | null): boolean {
  return status === null || status >= 500;
}

const NO_CREDIT =
  /insufficient_quota|insufficient_balance|insufficient balance|credit balance is too low|exceeded your current quota/i;

const OVERLOADED = /overloaded|server_is_overloaded|slow_down|at capacity|no capacity|high demand/i;

/** As OpenAI, Azure, Anthropic, Google, xAI, Mistral, Groq, Kimi, MiniMax, Together, OpenRouter, vLLM, llama.cpp, LM Studio and Ollama word it. */
const OVERFLOW = new RegExp(
  [
    'context_length_exceeded',
    'context_window_exceeded',
    'context[ _](?:length|window|size)',
    'maximum prompt length',
    'too many tokens',
    'token limit exceeded',
    'exceeded model token limit',
    'prompt (?:is )?too long',
    'input (?:is )?too long',
    'request_too_large',
    'input token count',
    'reduce the length of the (?:messages|input|prompt)',
    'too large for model with',
  ].join('|'),
  'i',
);
