import { numberLines } from '../number-lines.ts';
import { mistake, type Observation, result } from '../tool.ts';

/** Some of a file's lines, from the one that was asked for. */
export type SomeLines =
  | { readonly kind: 'binary'; readonly size: number }
  | {
      readonly kind: 'text';
      readonly lines: readonly string[];
      readonly total: number;
      /** The file was read to its end; otherwise it has more lines than `total`. */
      readonly isTotal: boolean;
    };

export const MAX_LINES = 1_000;
const MAX_CHARACTERS = 40_000;

/** The lines with their numbers, as many as fit, and how many there are altogether. */
export function showLines(path: string, some: SomeLines, { start }: { readonly start: number }): Observation {
  if (some.kind === 'binary') return result(`${path} is binary: ${some.size} bytes.`);
  const { lines, isTotal } = some;
  const total = isTotal ? `${some.total}` : `more than ${some.total}`;
  if (some.total === 0) return result(`${path} is empty.`);
  if (lines.length === 0) {
    const further = isTotal ? '' : '; what lies further down can be had with bash, for example sed -n';
    return mistake(`${path} has ${isTotal ? 'only ' : ''}${total} lines${further}.`);
  }
  const { shown, until } = takeFitting(lines, start);
  const isWhole = isTotal && start === 1 && until === some.total;
  return result(`${path}: ${isWhole ? `${total} lines` : `lines ${start} to ${until} of ${total}`}\n${shown}`);
}

/** As many of the lines as fit, cut between lines. */
function takeFitting(lines: readonly string[], start: number): { readonly shown: string; readonly until: number } {
  const shown = numberLines(lines, start);
  if (shown.length <= MAX_CHARACTERS) return { shown, until: start + lines.length - 1 };
  const cut = shown.slice(0, Math.max(shown.lastIndexOf('\n', MAX_CHARACTERS), shown.indexOf('\n')));
  return { shown: cut, until: start + cut.split('\n').length - 1 };
}
