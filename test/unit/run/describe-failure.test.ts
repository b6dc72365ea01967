import { expect, test } from 'vitest';
import { Fault } from '../../../src/errors.ts';
import { GitFault } from '../../../src/git/git-fault.ts';
import { GitHubFault } from '../../../src/github/github-fault.ts';
import { ModelFault } from '../../../src/model/ask-model.ts';
import type { Failure, Stage } from '../../../src/report/comment-state.ts';
import { baseIsGone } from '../../../src/run/base/base-fault.ts';
import { compromised } from '../../../src/run/canary/compromised-fault.ts';
import { unsafeChange } from '../../../src/run/exporting/commit-export.ts';
import { describeFailure } from '../../../src/run/telling/describe-failure.ts';
import { describeOutcome } from '../../../src/run/telling/describe-outcome.ts';
import { SandboxFault } from '../../../src/sandbox/sandbox.ts';

const gitHub = new GitHubFault('GitHub did not answer.', { status: null, cause: null, nextAction: 'Wait.' });

test.for<[Error, Stage, Failure['cause']]>([
  [new Fault('Not known how to test it.'), 'preparing', 'environment'],
  [new GitFault('unreachable', 'No answer.'), 'fetching', 'not-started'],
  [new GitFault('corrupt', 'The repository is damaged.'), 'fetching', 'not-started'],
  [new GitFault('corrupt', 'The export lies.'), 'solving', 'safety'],
  [new GitFault('corrupt', 'The commit is another.'), 'proving', 'safety'],
  [new GitFault('unreachable', 'No room.'), 'solving', 'environment'],
  [new GitFault('push-refused', 'Not taken.'), 'publishing', 'delivery'],
  [gitHub, 'accepted', 'not-started'],
  [gitHub, 'solving', 'not-started'],
  [gitHub, 'publishing', 'delivery'],
  [new ModelFault('unavailable', 'No answer.'), 'solving', 'model'],
  [new SandboxFault('Lost.', { ran: 'unknown' }), 'publishing', 'environment'],
  [unsafeChange('Refused.', []), 'solving', 'safety'],
  [compromised('somewhere'), 'baseline', 'safety'],
  [baseIsGone({ directory: '/m', baseSha: 'a'.repeat(40), branch: 'main' }), 'proving', 'delivery'],
])('%s while %s is told as %s', ([fault, stage, cause]) => {
  expect(describeFailure(fault, stage)).toMatchObject({ cause, reason: fault.message });
});

test('what nobody foresaw is none of these', () => {
  expect(describeFailure(new TypeError('x is undefined'), 'solving')).toBeNull();
});

test.for([
  [undefined, 'To start again, take the label off and put it back on.', 'Then start the run again.'],
  ['Mend it.', 'Mend it. To start again, take the label off and put it back on.', 'Mend it. Then start the run again.'],
  [
    'Mend it; then take the label off and put it back on.',
    'Mend it; then take the label off and put it back on.',
    'Mend it; then start the run again.',
  ],
  ['Take the label off and put it back on.', 'Take the label off and put it back on.', 'Start the run again.'],
] as const)('whoever reads of a failure is told how to start again, where they are: %s', ([given, issue, terminal]) => {
  const failure = describeFailure(new Fault('It broke.', given === undefined ? {} : { nextAction: given }), 'solving');

  expect(failure?.nextAction).toBe(issue);
  if (failure === null) return;
  expect(describeOutcome({ kind: 'failed', stage: 'solving', failure })).toEqual(['Failed: It broke.', terminal]);
});

test.for([
  ['', null],
  [' \n', null],
  ['the end of it', 'the end of it'],
] as const)('a log is shown when something stands in it: %j', ([log, shown]) => {
  expect(describeFailure(new Fault('It broke.', { log }), 'solving')?.log).toBe(shown);
});
