import { expect, test } from 'vitest';
import type { Attempt } from '../../../src/agent/attempt.ts';
import { classifyTrial, type Ended, isFailure } from '../../../src/eval/classify-trial.ts';
import { someFinish } from '../../support/some-finish.ts';

const resolved = { resolved: true, notFixed: [], broken: [] };
const wrong = { resolved: false, notFixed: ['a > fails'], broken: [] };
const broke = { resolved: false, notFixed: [], broken: ['a > passed'] };
const finished: Pick<Attempt, 'stop' | 'finish'> = { stop: 'finished', finish: someFinish('fixed', 'Done.') };
const stopped: Pick<Attempt, 'stop' | 'finish'> = { stop: 'step-limit', finish: null };

const published: Ended = {
  outcome: {
    kind: 'published',
    verdict: 'verified',
    because: 'It was.',
    draft: false,
    publication: { kind: 'branch', branch: 'x' },
  },
  attempt: finished,
  grade: resolved,
  wantsNoChange: false,
};

function unchanged(outcome: 'fixed' | 'no-change-needed' | 'blocked' | 'needs-info'): Ended {
  const finish = { ...someFinish('fixed', 'Done.'), outcome };
  return {
    ...published,
    outcome: { kind: 'no-change', stop: 'finished', finish },
    attempt: { stop: 'finished', finish },
    grade: null,
  };
}

const stoppedUnchanged: Ended = {
  ...published,
  outcome: { kind: 'no-change', stop: 'stuck', finish: null },
  attempt: { stop: 'stuck', finish: null },
  grade: null,
};
const failed = (cause: 'model' | 'environment' | 'safety'): Ended => ({
  ...published,
  outcome: { kind: 'failed', stage: 'solving', failure: { cause, reason: '', log: null, nextAction: '' } },
  attempt: null,
  grade: null,
});

test.for([
  ['a change that passes', published, 'resolved'],
  ['a change that passes although a limit was reached', { ...published, attempt: stopped }, 'resolved'],
  ['a change that does not fix it', { ...published, grade: wrong }, 'wrong-fix'],
  ['a change that breaks something', { ...published, grade: broke }, 'broke-tests'],
  ['a change that is not done at a limit', { ...published, attempt: stopped, grade: wrong }, 'step-limit'],
  ['a change that could not be graded', { ...published, grade: null }, 'failed-grading'],
  ['a change where none was wanted', { ...published, grade: wrong, wantsNoChange: true }, 'needless-change'],
  ['no change', unchanged('fixed'), 'no-change'],
  ['no change where none was wanted', { ...unchanged('no-change-needed'), wantsNoChange: true }, 'resolved'],
  [
    'no change where none was wanted, said at a limit',
    {
      ...unchanged('no-change-needed'),
      outcome: { kind: 'no-change', stop: 'step-limit', finish: someFinish('no-change-needed', 'Done.') },
      wantsNoChange: true,
    },
    'resolved',
  ],
  ['giving up', unchanged('blocked'), 'gave-up'],
  ['giving up where no change was wanted', { ...unchanged('needs-info'), wantsNoChange: true }, 'gave-up'],
  ['a stop without a change', stoppedUnchanged, 'stuck'],
  ['a stop without a change where none was wanted', { ...stoppedUnchanged, wantsNoChange: true }, 'stuck'],
  ['a model that fails', failed('model'), 'failed-model'],
  ['a change that must not be published', failed('safety'), 'failed-safety'],
  [
    'a run that somebody stopped',
    { ...published, outcome: { kind: 'cancelled', stage: 'solving', because: '' } },
    'cancelled',
  ],
] as const)('%s', ([, ended, expected]) => {
  expect(classifyTrial(ended)).toBe(expected);
});

test('only what is outside the agent is a failure', () => {
  expect(isFailure('failed-model')).toBe(true);
  expect(isFailure('failed-grading')).toBe(true);
  expect(isFailure('wrong-fix')).toBe(false);
  expect(isFailure('step-limit')).toBe(false);
});
