/** A foreseen failure, worded for the person who will read it: the message says what went wrong and why. */
export class Fault extends Error {
  override readonly name: string = 'Fault';
  /** The one thing the reader can do next, as a full sentence. */
  readonly nextAction: string | undefined;
  /** The last lines of what failed, for a reader who wants to see for themselves. */
  readonly log: string | undefined;

  constructor(message: string, options: FaultOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.nextAction = options.nextAction;
    this.log = options.log;
  }
}

export type FaultOptions = { readonly cause?: unknown; readonly nextAction?: string; readonly log?: string };
