import { describe, expect, test } from 'vitest';
import type { ClassifiedFailure, FailureFacts } from '../../../../src/report/failures/failure-facts.ts';
import { failureWords } from '../../../../src/report/failures/failure-words.ts';
import { renderFailure } from '../../../../src/report/failures/render-failure.ts';
import { someFinish } from '../../../support/some-finish.ts';

function facts(failure: ClassifiedFailure, change: Partial<FailureFacts> = {}): FailureFacts {
  const spent = { elapsedMs: 187_000, steps: 4, costUsd: 0.12, budgetUsd: 5 };
  return { failure, stage: 'solving', unknown: [], nextAction: null, saved: [], ...spent, ...change };
}

const classes = [
  'permission',
  'queue',
  'environment',
  'model',
  'verification',
  'delivery',
  'safety',
  'internal',
] as const;

function failuresOf(text: string): readonly ClassifiedFailure[] {
  return [
    ...classes.map((kind) => ({ kind, reason: text, log: text })),
    { kind: 'agent', stop: 'stuck', finish: null },
    { kind: 'agent', stop: 'finished', finish: someFinish('needs-info', text) },
  ];
}

describe('a failure', () => {
  const failures = failuresOf('Something broke.');

  test('of each class has a case here', () => {
    expect(new Set(failures.map(({ kind }) => kind))).toEqual(new Set(Object.keys(failureWords)));
  });

  test.for(failures)('of class $kind says the same things in the same order: %j', (failure) => {
    const text = renderFailure(facts(failure, { unknown: ['Whether it comes back.'], saved: ['a patch'] }));
    const parts = ['### Sandpiper could not finish: ', '**Stage:** ', '**What is known:** ', '**What is not known:**'];
    const rest = ['**Saved:** ', '- a patch', '**Next:** ', '**Cost:** \\$0.12 of \\$5.00 · 3 min 7 s · 4 steps'];

    const positions = [...parts, ...rest].map((part) => text.indexOf(part));

    expect(positions).not.toContain(-1);
    expect(positions).toEqual(positions.toSorted((one, other) => one - other));
    expect(text).not.toContain('\n\n\n');
  });

  test('reads like this from beginning to end', () => {
    const failure = { kind: 'environment', reason: 'The registry answered 404.', log: 'npm error 404' } as const;

    expect(renderFailure(facts(failure, { stage: 'baseline', unknown: ['Whether the registry comes back.'] }))).toBe(
      [
        '### Sandpiper could not finish: the environment is not ready',
        '**Stage:** testing the code as it is',
        '**What is known:** The registry answered 404.',
        '```text\nnpm error 404\n```',
        '**What is not known:**',
        '- Whether the registry comes back.',
        '**Saved:** the transcript and the logs.',
        '**Next:** Say in `.github/sandpiper.yml` how the repository is set up, installed and tested, then comment `/retry`.',
        '**Cost:** \\$0.12 of \\$5.00 · 3 min 7 s · 4 steps',
      ].join('\n\n'),
    );
  });

  test.for<[failure: ClassifiedFailure, known: string]>([
    [{ kind: 'agent', stop: 'cost-limit', finish: null }, 'The agent reached its limit of cost and left no change.'],
    [
      { kind: 'agent', stop: 'finished', finish: someFinish('blocked', 'No access.') },
      "The agent says that something keeps it from going on.\n\nIn the model's own words, which nobody checked:\n\n> No access.",
    ],
    [
      { kind: 'agent', stop: 'step-limit', finish: someFinish('needs-info', 'Which?') },
      'The agent reached its limit of steps and left no change. The agent says that it needs to know more.',
    ],
    [{ kind: 'model', reason: 'Busy.', log: ' ' }, '**What is known:** Busy.\n\n**Saved:**'],
  ])('%j says %j', ([failure, known]) => {
    expect(renderFailure(facts(failure))).toContain(known);
  });

  test('whose price is not known says so, and a better next action replaces the usual one', () => {
    const failure = { kind: 'agent', stop: 'stuck', finish: null } as const;

    const text = renderFailure(facts(failure, { costUsd: null, nextAction: 'Wait.' }));

    expect(text).toContain('**Cost:** price unknown · ');
    expect(text).toContain('**Next:** Wait.');
    expect(text).not.toContain('hint');
  });

  test('keeps long texts short', () => {
    const long = Array.from({ length: 200 }, (_, at) => `line ${at} ${'x'.repeat(500)}`).join('\n');

    for (const failure of failuresOf(long)) {
      const text = renderFailure(facts(failure, { unknown: Array(20).fill(long), saved: Array(20).fill(long) }));

      expect(text.length).toBeLessThan(20_000);
    }
  });
});

describe('text of others in a failure', () => {
  const texts = [
    '@everyone look',
    'x\n/approve',
    '![x](https://evil.example/a.png)',
    '<img src=x>',
    '</details><!-- x',
    'Fixes #12',
    '```\n@everyone\n/approve\n```',
    '\u202ereversed',
    '# heading',
    '[link](https://evil.example)',
  ];
  const alive = /@[a-z]|^>?\s*\/[a-z]|(?<!\\)!?\[|<[a-z/!]|#\d|\u202e/m;

  test.for(texts)('does nothing: %j', (text) => {
    for (const failure of failuresOf(text)) {
      const rendered = renderFailure(facts(failure, { unknown: [text], saved: [text], nextAction: text }));
      const prose = rendered
        .replaceAll(/^(?:> )?(`{3,})text\n[\s\S]*?\n(?:> )?\1$/gm, '')
        .replaceAll(/(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');

      expect(prose).not.toMatch(alive);
      expect(prose.match(/^#/gm)).toHaveLength(1);
    }
  });

  test('would be found, were it alive', () => {
    expect(texts.filter((text) => alive.test(text) || /^#/m.test(text))).toHaveLength(texts.length);
  });
});
