import { expect, test } from 'vitest';
import type { Budget } from '../../../../src/agent/attempt.ts';
import { type Allowances, budgetOf } from '../../../../src/run/estimate/budget-of.ts';

const operator: Budget = { steps: 120, tokens: 4_000_000, costUsd: 5, minutes: 45 };
const nothingSaid = { costUsd: null, minutes: null, steps: null };

type Case = readonly [string, Partial<Allowances['repository']>, Partial<Allowances['task']>, Partial<Budget>];

test.for<Case>([
  ['the operator says what nobody else says', {}, {}, operator],
  ['a repository may allow less', { costUsd: 2, minutes: 10, steps: 30 }, {}, { costUsd: 2, minutes: 10, steps: 30 }],
  ['a repository may not allow more', { costUsd: 50, minutes: 600, steps: 999 }, {}, operator],
  ['a person may allow less money', {}, { budgetUsd: 1 }, { ...operator, costUsd: 1 }],
  ['a person may not allow more than the operator', {}, { budgetUsd: 50 }, operator],
  ['a person may not allow more than the repository', { costUsd: 2 }, { budgetUsd: 3 }, { costUsd: 2 }],
  ['what a person allows holds below what the repository allows', { costUsd: 2 }, { budgetUsd: 1 }, { costUsd: 1 }],
  ['further commits may come to what a change may', {}, { kind: 'revise' }, operator],
  [
    'a plan may take its part of everything',
    {},
    { kind: 'plan' },
    { steps: 30, tokens: 1_000_000, costUsd: 1.25, minutes: 11.25 },
  ],
  ['a plan takes its part of what the repository allows', { costUsd: 2 }, { kind: 'plan' }, { costUsd: 0.5 }],
  ['a plan has at least one step', { steps: 1 }, { kind: 'plan' }, { steps: 1 }],
  ['what a person allows a plan is no part of it', {}, { kind: 'plan', budgetUsd: 1 }, { costUsd: 1 }],
])('%s', ([, repository, task, expected]) => {
  const allowances: Allowances = {
    operator,
    repository: { ...nothingSaid, ...repository },
    task: { kind: 'solve', budgetUsd: null, ...task },
    planShare: 0.25,
  };

  expect(budgetOf(allowances)).toMatchObject(expected);
});
