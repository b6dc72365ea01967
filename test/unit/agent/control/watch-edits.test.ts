import { expect, test } from 'vitest';
import type { CallReport } from '../../../../src/agent/call-report.ts';
import { watchEdits } from '../../../../src/agent/control/watch-edits.ts';
import { editReport, someReport } from '../../../support/some-report.ts';

const red = someReport({ text: 'exit code 1 · 90 ms\nadds: expected 4', isError: true });
const rounds = (times: number, ...reports: readonly CallReport[]) =>
  Array.from({ length: times }, () => reports).flat();

function toldOver(reports: readonly CallReport[]): readonly string[] {
  const watch = watchEdits();
  return reports.flatMap((report) => watch(report));
}

test('a file edited eight times while the same command fails in the same way is pointed out once', () => {
  const told = toldOver([red, ...rounds(20, editReport('src/add.ts'), red)]);

  expect(told).toEqual([expect.stringMatching(/"src\/add\.ts" 8 times.*the same way/)]);
});

test.for([
  ['it was edited seven times', [red, ...rounds(7, editReport('a'), red)]],
  [
    'the failure changes',
    [red, ...rounds(7, editReport('a')), { ...red, text: 'another' }, ...rounds(7, editReport('a')), red],
  ],
  [
    'the command passes in between',
    [red, ...rounds(7, editReport('a')), someReport(), red, ...rounds(7, editReport('a'), red)],
  ],
  [
    'the edits are in different files',
    [red, ...Array.from({ length: 20 }, (_, at) => [editReport(`${at}`), red]).flat()],
  ],
  ['the edits failed', [red, ...rounds(20, editReport('a', { isError: true }), red)]],
  ['nothing failed', [someReport(), ...rounds(20, editReport('a'), someReport())]],
] as const)('but not when %s', ([, reports]) => {
  expect(toldOver(reports)).toEqual([]);
});

test('other commands in between, failing or not, do not hide it', () => {
  const grep = someReport({ command: 'grep x', text: 'exit code 1', isError: true });

  expect(toldOver([red, ...rounds(8, editReport('a'), grep, someReport({ command: 'ls' }), red)])).toHaveLength(1);
});

test('a thousand failing commands are not all remembered', () => {
  const others = Array.from({ length: 1_000 }, (_, at) => someReport({ command: `${at}`, isError: true }));

  expect(toldOver([red, ...others, ...rounds(8, editReport('a')), red])).toEqual([]);
});
