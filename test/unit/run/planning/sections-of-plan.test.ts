import { expect, test } from 'vitest';
import { describeSection } from '../../../../src/agent/prompt/describe-section.ts';
import { sectionsOfPlan } from '../../../../src/run/planning/sections-of-plan.ts';
import { plainTask, type RunTask } from '../../../../src/run/task/run-task.ts';

const plan: RunTask = { kind: 'plan', said: [], earlierRuns: [], budgetUsd: null, earlierPlan: null };

test.for<readonly [string, RunTask, RegExp | null]>([
  ['a change without a plan', plainTask, null],
  [
    'a plan approved of',
    { ...plainTask, plan: '1. Add.' },
    /# The approved plan\n\n.*Follow it\..*name each deviation.*`finish`/s,
  ],
  ['a first plan', plan, null],
  ['a plan once more', { ...plan, earlierPlan: '1. Add.' }, /# The earlier plan\n\n.*not approved of as it is/s],
])('the agent is told what to make of %s', ([, task, words]) => {
  const text = sectionsOfPlan(task).map(describeSection).join('\n\n');

  if (words === null) return expect(text).toBe('');
  expect(text).toMatch(words);
  expect(text).toMatch(/<plan-[0-9a-f]{32}>\n1\. Add\.\n<\/plan-[0-9a-f]{32}>$/);
});
