/** The end of what a tool said before it failed, for the log of a fault. */
export function lastLines(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.trimEnd().split('\n').slice(-20).join('\n').slice(-4000);
}
