/** One thing an operator can type. Returns the exit code; throws `Misuse` for arguments it does not understand. */
export type Command = (args: string[], signal: AbortSignal) => Promise<number>;

/** The arguments make no sense; the usage is shown beside the message. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}
