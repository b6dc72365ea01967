import { RequestError } from 'octokit';
import { Fault } from '../errors.ts';

/** GitHub refused or did not answer. */
export class GitHubFault extends Fault {
  override readonly name = 'GitHubFault';
  /** GitHub's status, or `null` when there was no answer. */
  readonly status: number | null;

  constructor(
    message: string,
    options: { readonly status: number | null; readonly cause: unknown; readonly nextAction: string },
  ) {
    super(message, options);
    this.status = options.status;
  }
}

/** Runs one request; a refusal becomes a `GitHubFault` that says what was wanted: `what` completes "GitHub did not …". */
export async function asking<T>(what: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    const status = cause instanceof RequestError ? cause.status : null;
    const words = cause instanceof RequestError ? `${status}: ${firstLine(cause.message)}` : 'no answer';
    throw new GitHubFault(`GitHub did not ${what} (${words}).`, { status, cause, nextAction: nextAction(status) });
  }
}

function nextAction(status: number | null): string {
  switch (status) {
    case 401:
      return "Check the operator's APP_ID and private key, and that this machine's clock is right.";
    case 403:
    case 404:
      return 'Check that the app is installed on this repository and that its permissions were accepted, then add the label again.';
    case 422:
      return "See GitHub's words above; when they are dealt with, add the label again.";
    default:
      return 'GitHub or the network to it had trouble; add the label again in a few minutes.';
  }
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').slice(0, 300);
}
