import { RequestError } from 'octokit';
import { Fault } from '../errors.ts';
import { untilAborted } from '../until-aborted.ts';

/** GitHub refused or did not answer. */
export class GitHubFault extends Fault {
  override readonly name = 'GitHubFault';
  /** GitHub's status, or `null` when there was no answer. */
  readonly status: number | null;
  /** GitHub wants to be asked less, for a while. */
  readonly isRateLimit: boolean;

  constructor(
    message: string,
    options: { readonly status: number | null; readonly cause: unknown; readonly nextAction: string },
  ) {
    super(message, options);
    this.status = options.status;
    this.isRateLimit = isRateLimit(options.cause);
  }
}

/**
 * Waits for one request, no longer than the signal lets it: octokit's own pauses know of no signal. A refusal becomes a
 * `GitHubFault` that says what was wanted; `what` completes "GitHub did not …".
 */
export async function asking<T>(what: string, signal: AbortSignal, request: () => Promise<T>): Promise<T> {
  try {
    return await untilAborted(request(), signal);
  } catch (cause) {
    signal.throwIfAborted();
    const status = statusOf(cause);
    const words =
      cause instanceof RequestError && status !== null ? `${status}: ${firstLine(cause.message)}` : 'no answer';
    throw new GitHubFault(`GitHub did not ${what} (${words}).`, { status, cause, nextAction: nextAction(status) });
  }
}

/** Octokit gives a request that was never answered the status 500. */
function statusOf(cause: unknown): number | null {
  return cause instanceof RequestError && cause.response !== undefined ? cause.status : null;
}

/** The first limit is told by a header that counts down, the second by how long to wait, or by nothing but its words. */
function isRateLimit(cause: unknown): boolean {
  if (!(cause instanceof RequestError) || cause.response === undefined) return false;
  const { headers } = cause.response;
  const isLimited = headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined;
  return cause.status === 429 || (cause.status === 403 && (isLimited || /rate limit/i.test(cause.message)));
}

function nextAction(status: number | null): string {
  switch (status) {
    case 401:
      return "Check the operator's APP_ID and private key, and that this machine's clock is right.";
    case 403:
    case 404:
      return 'Check that the app is installed on this repository and that its permissions were accepted.';
    case 422:
      return 'Deal with what GitHub objects to.';
    default:
      return 'GitHub or the network to it had trouble, which passes: wait a few minutes.';
  }
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').slice(0, 300);
}
