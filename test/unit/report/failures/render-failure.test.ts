import { describe, expect, test } from 'vitest';
import type { ClassifiedFailure, FailureFacts } from '../../../../src/report/failures/failure-facts.ts';
import { failureWords } from '../../../../src/report/failures/failure-words.ts';
import { renderFailure } from '../../../../src/report/failures/render-failure.ts';

function facts(failure: ClassifiedFailure, change: Partial<FailureFacts> = {}): FailureFacts {
  const spent = { elapsedMs: 187_000, steps: 4, costUsd: 0.12 };
  return { failure, stage: 'solving', unknown: [], nextAction: null, saved: [], ...spent, ...change };
}

const failures: readonly ClassifiedFailure[] = [
  { kind: 'permission', actor: 'eve', needed: 'write' },
  { kind: 'queue', why: 'daily-limit', resumesAt: '2026-11-24T00:00:00Z' },
  { kind: 'environment', reason: 'The registry answered 404.', command: 'npm ci', log: 'npm error 404' },
  { kind: 'model', model: 'large-1', reason: 'It is busy.', resumesAt: '2026-11-23T16:30:00+01:00' },
  { kind: 'agent', stop: 'stuck', tried: ['The parser drops the last line.'] },
  { kind: 'verification', reason: 'Two tests fail that passed before.', failing: ['a > b', 'c'] },
  { kind: 'delivery', what: 'the branch', rule: 'Branches must begin with feature/.', log: null },
  { kind: 'safety', refused: [{ path: '.github/workflows/ci.yml', reason: 'it is protected' }] },
];

describe('a failure', () => {
  test('of each class has a case here', () => {
    expect(failures.map(({ kind }) => kind).toSorted()).toEqual(Object.keys(failureWords).toSorted());
  });

  test.for(failures)('of class $kind says the same things in the same order', (failure) => {
    const text = renderFailure(facts(failure, { unknown: ['Whether it comes back.'], saved: ['a patch'] }));
    const parts = ['### Sandpiper could not finish: ', '**Stage:** ', '**What is known:** ', '**What is not known:**'];

    expect(positionsOf(text, [...parts, '**Saved:** ', '- a patch', '**Next:** ', '**Cost so far:** $0.12'])).toEqual(
      positionsOf(text, [...parts, '**Saved:** ', '- a patch', '**Next:** ', '**Cost so far:** $0.12']).toSorted(
        (a, b) => a - b,
      ),
    );
    expect(text).not.toContain('\n\n\n');
  });

  test.for<[failure: ClassifiedFailure, known: string]>([
    [{ kind: 'permission', actor: 'eve', needed: 'triage' }, '`eve` does not have triage permission'],
    [{ kind: 'queue', why: 'full', resumesAt: null }, 'As many runs are waiting'],
    [{ kind: 'queue', why: 'paused', resumesAt: null }, 'The operator has paused'],
    [{ kind: 'queue', why: 'person-limit', resumesAt: null }, 'one person'],
    [{ kind: 'queue', why: 'budget', resumesAt: null }, 'is spent'],
    [{ kind: 'queue', why: 'daily-limit', resumesAt: '2026-11-24T00:00:00Z' }, 'by itself at 00:00 UTC on 2026-11-24.'],
    [{ kind: 'environment', reason: 'No.', command: 'npm ci', log: null }, 'It was `npm ci`.'],
    [{ kind: 'environment', reason: 'No.', command: null, log: 'npm error' }, '```text\nnpm error\n```'],
    [
      { kind: 'model', model: 'm', reason: 'Busy.', resumesAt: '2026-11-23T16:30:00+01:00' },
      'at 15:30 UTC on 2026-11-23.',
    ],
    [{ kind: 'agent', stop: 'cost-limit', tried: [] }, 'The agent reached its limit of cost.'],
    [{ kind: 'agent', stop: 'stuck', tried: ['One.', 'Two.'] }, '- One.\n- Two.'],
    [{ kind: 'verification', reason: 'Red.', failing: ['a > b'] }, '- `a > b`'],
    [
      { kind: 'delivery', what: 'the branch', rule: 'Sign it.', log: null },
      'GitHub did not take the branch.\n\nIt says: Sign it.',
    ],
    [{ kind: 'safety', refused: [{ path: 'a', reason: 'it is protected' }] }, '- `a`: it is protected'],
  ])('%j says %j', ([failure, known]) => {
    expect(renderFailure(facts(failure))).toContain(known);
  });

  test('reads like this from beginning to end', () => {
    const [, , environment] = failures;
    if (environment === undefined) throw new Error('there is none');

    expect(
      renderFailure(facts(environment, { stage: 'baseline', unknown: ['Whether the registry comes back.'] })),
    ).toBe(
      [
        '### Sandpiper could not finish: the environment is not ready',
        '**Stage:** testing the code as it is',
        '**What is known:** The registry answered 404.',
        'It was `npm ci`.',
        '```text\nnpm error 404\n```',
        '**What is not known:**',
        '- Whether the registry comes back.',
        '**Saved:** the transcript and the logs.',
        '**Next:** Say in .github/sandpiper.yml how the repository is set up, installed and tested, then comment /retry on this issue.',
        '**Cost so far:** $0.12 · 3 min 7 s · 4 steps',
      ].join('\n\n'),
    );
  });

  test('before there was a run cost nothing and lost nothing', () => {
    const text = renderFailure(facts({ kind: 'queue', why: 'full', resumesAt: null }, { stage: null }));

    expect(text).toContain('**Stage:** before the start');
    expect(text).toContain('nothing was begun');
    expect(text).toContain('**Cost:** nothing');
  });

  test.for(['soon', '', '9999999-01-01', null])('promises no time that is not one: %j', (resumesAt) => {
    expect(renderFailure(facts({ kind: 'queue', why: 'full', resumesAt }))).not.toContain('by itself at');
  });

  test('whose price is not known says so, and a better next action replaces the usual one', () => {
    const text = renderFailure(
      facts({ kind: 'agent', stop: 'stuck', tried: [] }, { costUsd: null, nextAction: 'Wait.' }),
    );

    expect(text).toContain('**Cost so far:** price unknown');
    expect(text).toContain('**Next:** Wait.');
    expect(text).not.toContain('hint');
  });

  test('keeps long lists short', () => {
    const failing = Array.from({ length: 5_000 }, (_, at) => `test ${at} ${'x'.repeat(10_000)}`);

    const text = renderFailure(facts({ kind: 'verification', reason: 'Red.', failing }));

    expect(text).toContain('… and 4990 more');
    expect(text.length).toBeLessThan(5_000);
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

  test.for(texts)('does nothing: %j', (text) => {
    for (const failure of failuresOf(text)) {
      const rendered = renderFailure(facts(failure, { unknown: [text], saved: [text], nextAction: text }));
      const prose = rendered
        .replaceAll(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '')
        .replaceAll(/(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');

      expect(prose).not.toMatch(/@[a-z]|^\s*\/[a-z]|(?<!\\)!?\[|<[a-z/!]|#\d|\u202e/m);
      expect(prose.match(/^#/gm)).toHaveLength(1);
    }
  });

  test('would be found, were it alive', () => {
    expect(texts.filter((text) => /@[a-z]|^\s*\/[a-z]|(?<!\\)!?\[|<[a-z/!]|#\d|\u202e|^#/m.test(text))).toHaveLength(
      texts.length,
    );
  });
});

function failuresOf(text: string): readonly ClassifiedFailure[] {
  return [
    { kind: 'permission', actor: text, needed: 'write' },
    { kind: 'queue', why: 'full', resumesAt: text },
    { kind: 'environment', reason: text, command: text, log: text },
    { kind: 'model', model: text, reason: text, resumesAt: text },
    { kind: 'agent', stop: 'stuck', tried: [text] },
    { kind: 'verification', reason: text, failing: [text] },
    { kind: 'delivery', what: text, rule: text, log: text },
    { kind: 'safety', refused: [{ path: text, reason: text }] },
  ];
}

function positionsOf(text: string, parts: readonly string[]): readonly number[] {
  return parts.map((part) => {
    expect(text).toContain(part);
    return text.indexOf(part);
  });
}
