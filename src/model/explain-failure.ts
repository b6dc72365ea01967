import { APIError } from 'openai';
import { ModelFault, type ModelFaultKind } from './ask-model.ts';
import { UnusableAnswer } from './draft-answer.ts';

/** Why one try failed, and whether another may succeed. */
export type Failure = {
  readonly fault: ModelFault;
  readonly mayPass: boolean;
  /** How long the provider asked to be left alone, or `null`. */
  readonly retryAfterMs: number | null;
};

type Subject = { readonly model: string; readonly baseUrl: string; readonly apiKey: string };

/** Words a failed try for the operator. */
export function explainFailure(error: unknown, subject: Subject): Failure {
  const trouble = readTrouble(error);
  const { kind, mayPass, happened, nextAction } = VERDICTS[judge(trouble)];
  const who = `The model ${subject.model} at ${new URL(subject.baseUrl).host}`;
  const pause = trouble.retryAfterMs === null ? '' : `; it asked for a pause of ${trouble.retryAfterMs / 1_000} s`;
  const message = `${who} ${happened}${pause}: ${excerpt(trouble.message, subject.apiKey)}`;
  return {
    fault: new ModelFault(kind, message, { cause: causeOf(error), nextAction }),
    mayPass,
    retryAfterMs: trouble.retryAfterMs,
  };
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

type Trouble = {
  /** The HTTP status, or the one a gateway wrote into the error it sent instead; `null` when the server said none. */
  readonly status: number | null;
  /** The provider's own words for what is wrong, such as `invalid_api_key invalid_request_error`. */
  readonly codes: string;
  readonly message: string;
  readonly retryAfterMs: number | null;
  readonly isNonsense: boolean;
};

function readTrouble(error: unknown): Trouble {
  const isNonsense = error instanceof UnusableAnswer || error instanceof SyntaxError;
  const plain = { status: null, codes: '', message: describe(error), retryAfterMs: null, isNonsense };
  if (!(error instanceof APIError)) return plain;
  const written = Number(error.code ?? Number.NaN);
  return {
    ...plain,
    status: error.status ?? (Number.isInteger(written) ? written : null),
    codes: `${error.code ?? ''} ${error.type ?? ''}`,
    retryAfterMs: readRetryAfterMs(error.headers),
  };
}

/** The package says "Connection error."; what the system said is in the cause. */
function describe(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at instanceof Error && parts.length < 4; at = at.cause) parts.push(at.message);
  return parts.length === 0 ? String(error) : [...new Set(parts.filter(Boolean))].join(': ');
}

function readRetryAfterMs(headers: Headers | undefined): number | null {
  const milliseconds = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (Number.isFinite(milliseconds)) return Math.max(0, milliseconds);
  const value = headers?.get('retry-after') ?? '';
  const seconds = Number(value || Number.NaN);
  const waitMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : null;
}

type Verdict = {
  readonly kind: ModelFaultKind;
  readonly mayPass: boolean;
  readonly happened: string;
  readonly nextAction: string;
};

const VERDICTS = {
  refusedKey: {
    kind: 'refused-key',
    mayPass: false,
    happened: 'refused the API key',
    nextAction: 'Check the API key of the model and what it is allowed to do, then start the run again.',
  },
  unknownModel: {
    kind: 'unknown-model',
    mayPass: false,
    happened: 'does not exist',
    nextAction: 'Check the name of the model and the base URL of its API, then start the run again.',
  },
  noCredit: {
    kind: 'rate-limited',
    mayPass: false,
    happened: 'has no credit left for this key',
    nextAction: "Add credit or raise the limit in the account of the model's provider, then start the run again.",
  },
  rateLimited: {
    kind: 'rate-limited',
    mayPass: true,
    happened: 'is over its rate limit',
    nextAction: "Start the run again later, or raise the rate limit with the model's provider.",
  },
  contextOverflow: {
    kind: 'context-overflow',
    mayPass: false,
    happened: 'cannot take a conversation this long',
    nextAction: 'Use a model with a larger context window, or split the issue into smaller ones.',
  },
  badRequest: {
    kind: 'bad-request',
    mayPass: false,
    happened: 'refused the request',
    nextAction: 'Check that the endpoint speaks the Chat Completions API with tools, or use another model.',
  },
  nonsense: {
    kind: 'nonsense',
    mayPass: true,
    happened: 'answered with something that is no answer',
    nextAction: 'Check that the base URL is that of an OpenAI-compatible API, then start the run again.',
  },
  unavailable: {
    kind: 'unavailable',
    mayPass: true,
    happened: 'could not be asked',
    nextAction: 'Check that the endpoint can be reached from this machine, then start the run again.',
  },
} as const satisfies Record<string, Verdict>;

type VerdictName = keyof typeof VERDICTS;

function judge(trouble: Trouble): VerdictName {
  return RULES.find(([, applies]) => applies(trouble))?.[0] ?? 'badRequest';
}

/** The first that applies counts: a rate limit speaks of "too many tokens" too, and gateways wrap one status into another. */
const RULES: readonly (readonly [VerdictName, (trouble: Trouble) => boolean])[] = [
  ['nonsense', ({ isNonsense }) => isNonsense],
  ['noCredit', ({ status, codes, message }) => status === 402 || NO_CREDIT.test(`${codes} ${message}`)],
  ['rateLimited', ({ status, codes }) => status === 429 || codes.includes('rate_limit')],
  ['refusedKey', ({ status, codes }) => status === 401 || status === 403 || codes.includes('invalid_api_key')],
  ['contextOverflow', ({ status, codes, message }) => status === 413 || OVERFLOW.test(`${codes} ${message}`)],
  ['unknownModel', ({ status, codes }) => status === 404 || codes.includes('model_not_found')],
  ['badRequest', ({ status, codes }) => status === null && codes.includes('invalid_request')],
  ['unavailable', ({ status }) => status === null || status >= 500 || [408, 409, 425].includes(status)],
];

const NO_CREDIT = /insufficient_quota|insufficient_balance|credit balance is too low|exceeded your current quota/i;

const OVERFLOW =
  /context_length_exceeded|maximum context length|context window|context length|too many tokens|prompt is too long|exceeds the available context size|input is too long/i;
