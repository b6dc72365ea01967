const LOOKED_AT = 4_000;
const MAX_PERIOD = 400;
const MIN_REPEATED = 1_000;
const MIN_ROUNDS = 8;

/** Whether a text ends in the same words again and again, as models do that have lost the thread. A ruled line is not that. */
export function repeatsItself(text: string): boolean {
  const tail = text.trimEnd().slice(-LOOKED_AT);
  if (tail.length < MIN_REPEATED) return false;
  for (let period = 8; period <= MAX_PERIOD; period += 1) {
    const repeated = lengthRepeated(tail, period);
    if (repeated >= Math.max(MIN_REPEATED, MIN_ROUNDS * period)) return /[\p{L}\p{N}]/u.test(tail.slice(-period));
  }
  return false;
}

function lengthRepeated(text: string, period: number): number {
  let at = text.length - 1;
  while (at >= period && text[at] === text[at - period]) at -= 1;
  return text.length - 1 - at + period;
}
