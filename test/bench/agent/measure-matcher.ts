import { applyEdits } from '../../../src/tools/edit/apply-edits.ts';
import type { Row } from '../row.ts';
import { percentile } from '../samples.ts';

const lines = 5_000;

/** One edit of a long file: where it matches at once, where only the indentation differs, and where nothing matches. */
export async function measureMatcher(): Promise<readonly Row[]> {
  const text = Array.from({ length: lines }, (_, at) => lineOf(at)).join('\n');
  const block = Array.from({ length: 20 }, (_, at) => lineOf(3_000 + at));
  const wanted = block.join('\n');
  const outdented = block.map((line) => line.slice(2)).join('\n');
  const mistaken = wanted.replaceAll('value', 'valve');
  return [
    rowOf('found as it is', text, wanted),
    rowOf('found but for its indentation', text, outdented),
    rowOf('not found, with the nearest block', text, mistaken),
  ];
}

function lineOf(at: number): string {
  const indent = '  '.repeat(1 + (at % 4));
  return `${indent}const value${at} = compute(${at}, options.of('${(at * 7_919) % 10_007}'), previous);`;
}

function rowOf(how: string, text: string, old: string): Row {
  const samples = Array.from({ length: 60 }, () => {
    const startedAt = performance.now();
    applyEdits(text, [{ old, new: `${old}\n  // looked at`, replace_all: false }]);
    return performance.now() - startedAt;
  });
  return {
    figure: `edit of a file of ${lines} lines, ${how}, p95`,
    unit: 'ms',
    measured: percentile(samples, 95),
    baseline: null,
    target: 20,
    samples,
    baselineSamples: [],
  };
}
