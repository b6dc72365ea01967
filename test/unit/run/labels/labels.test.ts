import { describe, expect, test } from 'vitest';
import type { IssueState, LabelNames } from '../../../../src/run/labels/label-names.ts';
import { labelsFor } from '../../../../src/run/labels/labels-for.ts';
import { readWish, type Wish } from '../../../../src/run/labels/read-wish.ts';
import { stateAfter } from '../../../../src/run/labels/state-after.ts';
import type { RunOutcome } from '../../../../src/run/run-outcome.ts';

const names: LabelNames = {
  go: 'agent',
  plan: 'agent:plan',
  never: 'no-agent',
  states: {
    queued: 'agent:queued',
    running: 'agent:running',
    'needs-input': 'agent:needs-input',
    'pr-open': 'agent:pr-open',
    failed: 'agent:failed',
    blocked: 'agent:blocked',
  },
};
const states: readonly (IssueState | null)[] = [
  'queued',
  'running',
  'needs-input',
  'pr-open',
  'failed',
  'blocked',
  null,
];

describe('the labels of a state', () => {
  test.for<[IssueState | null, present: readonly string[], add: readonly string[], remove: readonly string[]]>([
    ['queued', ['agent', 'bug'], ['agent:queued'], []],
    ['running', ['agent', 'bug', 'agent:queued'], ['agent:running'], ['agent:queued']],
    ['running', ['agent', 'agent:running'], [], []],
    ['needs-input', ['agent:plan', 'agent:running'], ['agent:needs-input'], ['agent:plan', 'agent:running']],
    ['pr-open', ['agent', 'agent:running', 'bug'], ['agent:pr-open'], ['agent', 'agent:running']],
    ['failed', ['agent', 'agent:plan', 'agent:running'], ['agent:failed'], ['agent', 'agent:plan', 'agent:running']],
    ['blocked', ['agent:running'], ['agent:blocked'], ['agent:running']],
    ['queued', ['agent', 'agent:failed'], ['agent:queued'], ['agent:failed']],
    [null, ['agent', 'agent:running', 'bug'], [], ['agent', 'agent:running']],
    [null, ['bug'], [], []],
    ['pr-open', ['Agent', 'AGENT:Running'], ['agent:pr-open'], ['Agent', 'AGENT:Running']],
    ['pr-open', ['Agent:PR-Open'], [], []],
    ['failed', ['no-agent', 'agents', 'agent:mine', 'my agent:failed'], ['agent:failed'], []],
  ])('%s on %j adds %j and removes %j', ([state, present, add, remove]) => {
    expect(labelsFor(state, present, names)).toEqual({ add, remove });
  });

  test('are what the maintainers call them', () => {
    const own = { ...names, go: 'robot', states: { ...names.states, 'pr-open': 'Überprüfen' } };

    expect(labelsFor('pr-open', ['robot', 'agent'], own)).toEqual({ add: ['Überprüfen'], remove: ['robot'] });
    expect(labelsFor('pr-open', ['U\u0308BERPRU\u0308FEN'], own)).toEqual({ add: [], remove: [] });
  });

  test('never fight one another, even where two states are called alike', () => {
    const own = { ...names, states: { ...names.states, blocked: 'stuck', failed: 'Stuck' } };

    expect(labelsFor('failed', ['stuck'], own)).toEqual({ add: [], remove: [] });
  });

  test('are right after one change, from whatever was there, and need no other', () => {
    const all = ['bug', names.go, names.plan, names.never, ...Object.values(names.states)];
    for (let chosen = 0; chosen < 2 ** all.length; chosen += 1) {
      const present = all.filter((_, at) => (chosen >> at) % 2 === 1);
      for (const state of states) {
        const { add, remove } = labelsFor(state, present, names);
        const after = [...present.filter((label) => !remove.includes(label)), ...add];

        expect(labelsFor(state, after, names)).toEqual({ add: [], remove: [] });
        expect(after.filter((label) => Object.values(names.states).includes(label))).toHaveLength(
          state === null ? 0 : 1,
        );
        expect(['bug', names.never].filter((label) => present.includes(label) && !after.includes(label))).toEqual([]);
      }
    }
  });
});

describe('labels put on at once', () => {
  test.for<[present: readonly string[], Wish]>([
    [[], 'nothing'],
    [['bug', 'agents'], 'nothing'],
    [['agent'], 'go'],
    [['agent:plan'], 'plan'],
    [['no-agent'], 'never'],
    [['agent', 'agent:plan'], 'plan'],
    [['agent', 'no-agent'], 'never'],
    [['agent:plan', 'no-agent'], 'never'],
    [['agent', 'agent:plan', 'no-agent'], 'never'],
    [['No-Agent', 'AGENT'], 'never'],
    [['agent:running', 'agent:queued'], 'nothing'],
  ])('%j mean %s', ([present, wish]) => {
    expect(readWish(present, names)).toBe(wish);
    expect(readWish(present.toReversed(), names)).toBe(wish);
  });
});

describe('the state after a run', () => {
  const published = { kind: 'published', verdict: 'verified', because: '', draft: false } as const;
  const finish = { summary: '', testsRun: [], risks: [] } as const;
  const failure = { reason: '', log: null, nextAction: '' } as const;

  test.for<[IssueState | null, Record<string, unknown>]>([
    ['pr-open', { ...published, publication: { kind: 'pull-request' } }],
    ['needs-input', { ...published, publication: { kind: 'withheld' } }],
    ['needs-input', { kind: 'no-change', stop: 'finished', finish: { ...finish, outcome: 'needs-info' } }],
    ['needs-input', { kind: 'no-change', stop: 'finished', finish: { ...finish, outcome: 'no-change-needed' } }],
    ['blocked', { kind: 'no-change', stop: 'finished', finish: { ...finish, outcome: 'blocked' } }],
    ['failed', { kind: 'no-change', stop: 'finished', finish: { ...finish, outcome: 'fixed' } }],
    ['failed', { kind: 'no-change', stop: 'stuck', finish: null }],
    ['failed', { kind: 'failed', stage: 'solving', failure: { ...failure, cause: 'model' } }],
    ['blocked', { kind: 'failed', stage: 'solving', failure: { ...failure, cause: 'safety' } }],
    [null, { kind: 'cancelled', stage: 'solving', because: '' }],
    [null, { kind: 'refused', actor: '', reason: '', nextAction: '' }],
  ])('is %s after %j', ([state, outcome]) => {
    // Only the fields that decide are written down.
    expect(stateAfter(outcome as RunOutcome)).toBe(state);
  });
});
