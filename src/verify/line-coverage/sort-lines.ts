import type { FileCoverage } from '../file-coverage.ts';
import { codeWords } from './code-words.ts';
import { executionStates } from './mark-executed.ts';

/** A changed file at head. `lines`: those that changed. */
export type ChangedSource = { readonly path: string; readonly text: string; readonly lines: readonly number[] };

/** A line was executed when every word of it was: of `if (x) return y` with `x` never true, nobody should say it was tested. */
export function sortLines({ path, text, lines }: ChangedSource, states: Uint8Array): FileCoverage {
  const words = codeWords(text);
  const covered: number[] = [];
  const uncovered: number[] = [];
  for (const line of lines) {
    const found = new Set((words[line - 1] ?? []).flatMap(({ start, end }) => [...states.subarray(start, end)]));
    if (found.has(executionStates.missed)) uncovered.push(line);
    else if (found.has(executionStates.executed)) covered.push(line);
  }
  return { path, covered, uncovered };
}
