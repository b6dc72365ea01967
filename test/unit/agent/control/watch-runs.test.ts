import { expect, test } from 'vitest';
import type { CallReport } from '../../../../src/agent/call-report.ts';
import { watchRuns } from '../../../../src/agent/control/watch-runs.ts';
import { editReport, someReport, viewReport } from '../../../support/some-report.ts';

type Step = readonly [hasTreeChanged: boolean, ...reports: CallReport[]];

const run = someReport();
const silentRun = someReport({ command: "sed -i 's/a/b/' a.ts", text: 'exit code 0 · 3 ms\n(no output)' });
const edit = editReport('a.ts');

test.for([
  ['nothing was done', [], true],
  ['a command ran and nothing changed', [[false, run]], true],
  ['a file was edited', [[true, edit]], false],
  [
    'a command ran after the edit',
    [
      [true, edit],
      [false, run],
    ],
    true,
  ],
  ['a command ran after the edit in the same answer', [[true, edit, run]], true],
  ['a command ran before the edit in the same answer', [[true, run, edit]], false],
  [
    'something was viewed after the edit',
    [
      [true, edit],
      [false, viewReport('a.ts')],
    ],
    false,
  ],
  ['the edit failed', [[false, { ...edit, isError: true }]], true],
  [
    'a failed edit follows the run',
    [
      [true, edit],
      [false, run],
      [false, { ...edit, isError: true }],
    ],
    true,
  ],
  ['a command changed files and said nothing', [[true, silentRun]], false],
  [
    'a command changed files and said nothing, then one ran',
    [
      [true, silentRun],
      [false, run],
    ],
    true,
  ],
  ['a command that said something changed files, as tests do that leave a report', [[true, run]], true],
  [
    'a silent command changed nothing',
    [
      [true, edit],
      [false, silentRun],
    ],
    true,
  ],
] as [string, Step[], boolean][])('when %s', ([, steps, expected]) => {
  const watch = watchRuns();

  for (const [hasTreeChanged, ...reports] of steps) {
    for (const report of reports) watch.note(report);
    watch.endStep(hasTreeChanged);
  }

  expect(watch.wasRunSinceChange).toBe(expected);
});

test('in the middle of an answer an edit counts at once', () => {
  const watch = watchRuns();

  watch.note(edit);

  expect(watch.wasRunSinceChange).toBe(false);
});

test('the last command is known with what came of it', () => {
  const watch = watchRuns();

  for (const report of [run, someReport({ command: 'npm run lint', text: 'exit code 1 · 7 ms\nbad' }), edit])
    watch.note(report);

  expect(watch.lastCommand).toEqual({ command: 'npm run lint', outcome: 'exit code 1 · 7 ms' });
});
