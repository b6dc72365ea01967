import type { Logger } from 'pino';

/** A log for Probot, which hangs the whole payload on each error that a handler throws: of an error it takes the stack. */
export function withoutPayloads(log: Logger): Logger {
  const stackOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : 'no error');
  const describe = (error: unknown) =>
    error instanceof AggregateError ? { stack: error.errors.map(stackOf).join('\n') } : { stack: stackOf(error) };
  return log.child({}, { serializers: { err: describe } });
}
