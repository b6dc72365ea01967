import { expect, test } from 'vitest';
import type { CallReport } from '../../../../src/agent/call-report.ts';
import { watchRepeats } from '../../../../src/agent/control/watch-repeats.ts';
import { editReport, someReport, viewReport } from '../../../support/some-report.ts';

type Step = readonly [tree: string, ...reports: CallReport[]];

/** For each step: how many notices, and `stuck` where the attempt would end. */
function watchAll(steps: readonly Step[]): readonly (number | 'stuck')[] {
  const watch = watchRepeats();
  return steps.map(([tree, ...reports]) => {
    const { isStuck, notices } = watch(reports, tree);
    return isStuck ? 'stuck' : notices.length;
  });
}

const red = someReport({ text: 'exit code 1 · 812 ms\n1 failed at 10:11:12', isError: true });

test('the same thing is pointed out at the third time, forbidden at the fifth and ends the attempt at the seventh', () => {
  const seen = watchAll(Array<Step>(7).fill(['T', red]));

  expect(seen).toEqual([0, 0, 1, 0, 1, 0, 'stuck']);
});

test('the firmer notice is another one', () => {
  const watch = watchRepeats();

  const notices = [1, 2, 3, 4, 5].flatMap(() => watch([red], 'T').notices);

  expect(notices).toEqual([
    expect.stringContaining('3 times'),
    expect.stringContaining('Do not make these calls again'),
  ]);
});

test.for([
  ['durations', 'exit code 1 · 9 ms\n1 failed (1.25s)', 'exit code 1 · 70 ms\n1 failed (0.5s)'],
  ['clock times', 'at 10:11:12.345', 'at 10:11:13.001'],
  ['dates', '2026-11-25T10:00:00Z started', '2026-11-26T11:00:00Z started'],
  ['addresses', 'panic at 0x7fffab12', 'panic at 0x7fff0012'],
  ['temporary names', 'see /tmp/tmp.X8sj2/log', 'see /tmp/tmp.Q1qq1/log'],
  [
    'handles of commands',
    'running in the background as bg1: bash_output {"id":"bg1"}',
    'running in the background as bg2: bash_output {"id":"bg2"}',
  ],
] as const)('other %s make nothing new', ([, first, second]) => {
  const texts = [first, second, first, second, first, second, first];

  expect(watchAll(texts.map((text) => ['T', someReport({ text })]))).toEqual([0, 0, 1, 0, 1, 0, 'stuck']);
});

test.for([
  ['the tree', (at: number): Step => [`T${at}`, red]],
  ['the result', (at: number): Step => ['T', someReport({ text: `${at} failed` })]],
  ['the arguments', (at: number): Step => ['T', someReport({ arguments: `{"command":"echo ${at}"}` })]],
  ['the tool', (at: number): Step => ['T', someReport({ tool: `tool${at}` })]],
] as const)('with %s changing every time it is progress', ([, step]) => {
  expect(watchAll(Array.from({ length: 12 }, (_, at) => step(at)))).toEqual(Array(12).fill(0));
});

test.for([
  ['two calls', [viewReport('a'), viewReport('b')]],
  ['three calls', [viewReport('a'), viewReport('b'), viewReport('c')]],
] as const)('going round in a circle of %s ends after six rounds', ([, circle]) => {
  const steps = Array.from({ length: 6 }, () => circle.map((report): Step => ['T', report])).flat();

  const seen = watchAll(steps);

  expect(seen.at(-1)).toBe('stuck');
  expect(seen.slice(0, -1)).not.toContain('stuck');
  expect(seen.filter((one) => one === 1)).toHaveLength(2);
});

test('an edit made and taken back, again and again, is a circle too', () => {
  const there = editReport('a.ts', { arguments: 'there' });
  const back = editReport('a.ts', { arguments: 'back' });

  const seen = watchAll(
    Array.from({ length: 6 }, (): Step[] => [
      ['T2', there],
      ['T1', back],
    ]).flat(),
  );

  expect(seen.at(-1)).toBe('stuck');
});

test('the same call beside a new one, or twice in one answer, is no repetition', () => {
  const beside = Array.from({ length: 9 }, (_, at): Step => ['T', red, viewReport(`${at}.ts`)]);
  const twice = Array.from({ length: 2 }, (): Step => ['T', red, red, red, red]);

  expect(watchAll(beside)).toEqual(Array(9).fill(0));
  expect(watchAll(twice)).toEqual([0, 0]);
});

test('waiting for a command in the background is no repetition, asking without waiting is', () => {
  const look = (durationMs: number): Step => [
    'T',
    someReport({ tool: 'bash_output', changes: 'nothing', command: null, text: 'bg1: running for 60 s', durationMs }),
  ];

  expect(watchAll(Array(12).fill(look(60_000)))).toEqual(Array(12).fill(0));
  expect(watchAll(Array(7).fill(look(3))).at(-1)).toBe('stuck');
});

test('a model that has left its rut is warned anew', () => {
  const steps = [red, red, red, viewReport('new.ts'), red, red, red].map((report): Step => ['T', report]);

  expect(watchAll(steps)).toEqual([0, 0, 1, 0, 0, 0, 1]);
});

test('a hostile result holds nothing up', { timeout: 5_000 }, () => {
  const watch = watchRepeats();
  const results = [
    '1'.repeat(200_000),
    '10:'.repeat(60_000),
    '/tmp/'.repeat(40_000),
    '0x'.repeat(90_000),
    'pid '.repeat(40_000),
  ];

  const verdicts = results.map((text) => watch([someReport({ text })], 'T').isStuck);

  expect(verdicts).toEqual([false, false, false, false, false]);
});
