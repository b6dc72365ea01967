type Wanted = { readonly old: string; readonly new: string };

/**
 * Takes the line numbers off text that was copied from a numbered view. `null` unless every line of `old` has one, they count
 * up by one, and the lines of `new` have one all or none.
 */
export function stripGutter<T extends Wanted>(wanted: T): T | null {
  const numbers = lineNumbers(wanted.old);
  if (numbers === null || !numbers.every((number, at) => number === (numbers[0] ?? 0) + at)) return null;
  if (lineNumbers(wanted.new) !== null) return { ...wanted, old: strip(wanted.old), new: strip(wanted.new) };
  const isMixed = wanted.new.split('\n').some((line) => GUTTER.test(line));
  return isMixed ? null : { ...wanted, old: strip(wanted.old) };
}

const GUTTER = /^\s{0,8}(\d{1,7})[│|→:]/;

/** `null` unless every line has a number; a final newline is no line. */
function lineNumbers(text: string): readonly number[] | null {
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  const numbers = lines.map((line) => Number(GUTTER.exec(line)?.[1] ?? Number.NaN));
  return numbers.some(Number.isNaN) ? null : numbers;
}

function strip(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(GUTTER, ''))
    .join('\n');
}
