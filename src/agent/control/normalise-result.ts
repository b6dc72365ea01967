/** More than any tool tells the model. */
const MAX_CHARACTERS = 100_000;

/**
 * A result without what differs from one run of the same command to the next: clock times, durations, addresses, temporary
 * names. Every quantifier is bounded: the text is hostile.
 */
export function normaliseResult(text: string): string {
  return text
    .slice(0, MAX_CHARACTERS)
    .replaceAll(/duration_ms:? [\d.]{1,20}/g, '(time)')
    .replaceAll(
      /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?Z?)?|\d\d:\d\d:\d\d(?:[.,]\d{1,9})?/g,
      '(time)',
    )
    .replaceAll(/\d[\d.]{0,20} ?(?:ms|s|secs?|seconds|minutes)\b/g, '(time)')
    .replaceAll(/\b0x[\da-f]{4,16}\b/gi, '(address)')
    .replaceAll(/\/tmp\/[\w.-]{1,100}/g, '/tmp/(name)')
    .replaceAll(/\bbg\d{1,5}\b/g, '(handle)')
    .replaceAll(/\bpid[ =:]{1,3}\d{1,7}\b/gi, '(pid)');
}
