import { createHash } from 'node:crypto';

export type SeenCall = { readonly tool: string; readonly arguments: string; readonly result: string };

/**
 * How often this call has come back with this result since the model last did anything it had not done before. Clock times
 * and durations in the result do not make it new. `seen` is the memory of one attempt.
 */
export function countRepeats(seen: Map<string, number>, call: SeenCall): number {
  const key = createHash('sha256')
    .update(JSON.stringify([call.tool, call.arguments, withoutTimes(call.result)]))
    .digest('base64');
  if (!seen.has(key)) for (const known of seen.keys()) seen.set(known, 0);
  const count = (seen.get(key) ?? 0) + 1;
  seen.set(key, count);
  return count;
}

function withoutTimes(text: string): string {
  return text.replaceAll(/duration_ms:? [\d.]+|\d{2}:\d{2}:\d{2}|\d[\d.]* ?(?:ms|s|seconds)\b/g, '(time)');
}
