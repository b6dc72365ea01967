type Wanted = { readonly old: string; readonly new: string };

/**
 * Takes the line numbers off text that was copied from a numbered view. `null` unless every line of `old` has one before the
 * same sign, they count up by one, and the lines of `new` have one all or none.
 */
export function stripGutter<T extends Wanted>(wanted: T): T | null {
  const sign = signOf(wanted.old);
  if (sign === undefined) return null;
  const gutter = new RegExp(`^\\s{0,8}(\\d{1,7})${sign}`);
  const numbers = lineNumbers(wanted.old, gutter);
  if (numbers === null || !numbers.every((number, at) => number === (numbers[0] ?? 0) + at)) return null;
  const old = strip(wanted.old, gutter);
  if (lineNumbers(wanted.new, gutter) !== null) return { ...wanted, old, new: strip(wanted.new, gutter) };
  const isMixed = wanted.new.split('\n').some((line) => gutter.test(line));
  return isMixed ? null : { ...wanted, old };
}

/** What stands between a number and its line: ours, or that of `cat -n`, `grep -n` and other harnesses. */
function signOf(text: string): string | undefined {
  const sign = /^\s{0,8}\d{1,7}([│|→:\t])/.exec(text)?.[1];
  return sign === '|' ? '\\|' : sign;
}

/** `null` unless every line has a number; a final newline is no line. */
function lineNumbers(text: string, gutter: RegExp): readonly number[] | null {
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  const numbers = lines.map((line) => Number(gutter.exec(line)?.[1] ?? Number.NaN));
  return numbers.some(Number.isNaN) ? null : numbers;
}

function strip(text: string, gutter: RegExp): string {
  return text
    .split('\n')
    .map((line) => line.replace(gutter, ''))
    .join('\n');
}
