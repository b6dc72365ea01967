import { APIError } from 'openai';
import { UnusableAnswer } from './draft-answer.ts';

/** What a failed try says of itself, whatever it failed with. */
export type Trouble = {
  /** The HTTP status, or the one a gateway wrote into the error it sent instead; `null` when the server said none. */
  readonly status: number | null;
  /** The provider's own words for what is wrong, such as `invalid_api_key invalid_request_error`. */
  readonly codes: string;
  readonly message: string;
  /** How long the provider asked to be left alone. */
  readonly retryAfterMs: number | null;
  readonly isNonsense: boolean;
};

/** More than any rule looks at; an error may quote a whole request. */
const MAX_MESSAGE_CHARACTERS = 4_000;

export function readTrouble(error: unknown): Trouble {
  const isNonsense = error instanceof UnusableAnswer || error instanceof SyntaxError;
  const message = describe(error).slice(0, MAX_MESSAGE_CHARACTERS);
  const plain = { status: null, codes: '', message, retryAfterMs: null, isNonsense };
  if (!(error instanceof APIError)) return plain;
  const written = Number(error.code ?? Number.NaN);
  return {
    ...plain,
    message: `${message}${hidden(error)}`.slice(0, MAX_MESSAGE_CHARACTERS),
    status: error.status ?? (Number.isInteger(written) ? written : null),
    codes: `${error.code ?? ''} ${error.type ?? ''}`,
    retryAfterMs: readHeaders(error.headers) ?? readWords(message),
  };
}

/** The package says "Connection error."; what the system said is in the cause. */
function describe(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at instanceof Error && parts.length < 4; at = at.cause) parts.push(at.message);
  return parts.length === 0 ? String(error) : [...new Set(parts.filter(Boolean))].join(': ');
}

/** OpenRouter says "Provider returned error" and keeps what the provider said beside it. */
function hidden({ error }: APIError): string {
  const metadata: unknown = typeof error === 'object' && error !== null && 'metadata' in error ? error.metadata : null;
  if (typeof metadata !== 'object' || metadata === null || !('raw' in metadata)) return '';
  return typeof metadata.raw === 'string' ? `: ${metadata.raw}` : '';
}

function readHeaders(headers: Headers | undefined): number | null {
  const milliseconds = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (Number.isFinite(milliseconds)) return Math.max(0, milliseconds);
  const value = headers?.get('retry-after') ?? '';
  const seconds = Number(value || Number.NaN);
  const waitMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : null;
}

/** An error inside a stream has no headers of its own. */
function readWords(message: string): number | null {
  const [, amount, unit = ''] = /try again in (\d{1,6}(?:\.\d{1,6})?) ?(ms|s|m)\b/i.exec(message) ?? [];
  if (amount === undefined) return null;
  return Math.ceil(Number(amount) * (MILLISECONDS.get(unit.toLowerCase()) ?? 1_000));
}

const MILLISECONDS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
]);
