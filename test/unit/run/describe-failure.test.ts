import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { Fault } from '../../../src/errors.ts';
import { GitFault } from '../../../src/git/git-fault.ts';
import { GitHubFault } from '../../../src/github/github-fault.ts';
import { ModelFault } from '../../../src/model/ask-model.ts';
import type { Failure, Stage } from '../../../src/report/comment-state.ts';
import { baseIsGone } from '../../../src/run/base/base-fault.ts';
import { compromised } from '../../../src/run/canary/compromised-fault.ts';
import { unsafeChange } from '../../../src/run/exporting/commit-export.ts';
import { branchMoved } from '../../../src/run/revising/branch-fault.ts';
import { describeFailure } from '../../../src/run/telling/describe-failure.ts';
import { describeOutcome } from '../../../src/run/telling/describe-outcome.ts';
import { SandboxFault } from '../../../src/sandbox/sandbox.ts';

const gitHub = (status: number | null) =>
  new GitHubFault('GitHub did not do it.', { status, cause: null, nextAction: 'Wait.' });

const cases: readonly [Fault, Stage, Failure['cause']][] = [
  [new Fault('Not known how to test it.'), 'preparing', 'environment'],
  [new Fault('The plan does not fit.'), 'accepted', 'queue'],
  [new Fault('No test could be run.'), 'proving', 'verification'],
  [new GitFault('unreachable', 'No answer.'), 'fetching', 'environment'],
  [new GitFault('refused', 'No access.'), 'fetching', 'permission'],
  [new GitFault('corrupt', 'The repository is damaged.'), 'fetching', 'environment'],
  [new GitFault('corrupt', 'The export lies.'), 'solving', 'safety'],
  [new GitFault('corrupt', 'The commit is another.'), 'proving', 'safety'],
  [new GitFault('unreachable', 'No room.'), 'proving', 'environment'],
  [new GitFault('push-refused', 'Not taken.'), 'publishing', 'delivery'],
  [gitHub(null), 'accepted', 'queue'],
  [gitHub(502), 'accepted', 'queue'],
  [gitHub(403), 'accepted', 'permission'],
  [gitHub(404), 'fetching', 'permission'],
  [gitHub(502), 'solving', 'environment'],
  [gitHub(403), 'publishing', 'delivery'],
  [new ModelFault('unavailable', 'No answer.'), 'solving', 'model'],
  [new SandboxFault('Lost.', { ran: 'unknown' }), 'publishing', 'environment'],
  [unsafeChange('Refused.', []), 'solving', 'safety'],
  [compromised('somewhere'), 'baseline', 'safety'],
  [branchMoved('sandpiper/1-x', 'a'.repeat(40)), 'publishing', 'delivery'],
  [baseIsGone({ directory: '/m', baseSha: 'a'.repeat(40), branch: 'main' }), 'proving', 'delivery'],
];

test.for(cases)('%s while %s is told as %s', ([fault, stage, cause]) => {
  expect(describeFailure(fault, stage)).toMatchObject({ cause, reason: fault.message });
});

test('every class of fault that a run can meet has a case', () => {
  const source = resolve(import.meta.dirname, '../../../src');
  const classes = globSync('**/*.ts', { cwd: source }).flatMap((file) =>
    [...readFileSync(resolve(source, file), 'utf8').matchAll(/class (\w+) extends \w*Fault\b/g)].map(
      ([, name]) => name,
    ),
  );

  expect(classes.length).toBeGreaterThan(5);
  expect(classes.filter((name) => !cases.some(([fault]) => fault.name === name))).toEqual([]);
});

test('what nobody foresaw is none of these', () => {
  expect(describeFailure(new TypeError('x is undefined'), 'solving')).toBeNull();
});

test.for([
  [undefined, null, 'Start the run again.'],
  ['Mend it.', 'Mend it. To start again, comment `/retry` on the issue.', 'Mend it. Then start the run again.'],
  ['Mend it, then comment /retry.', 'Mend it, then comment /retry.', 'Mend it, then comment /retry.'],
] as const)('whoever reads of a failure is told how to start again, where they are: %s', ([given, issue, terminal]) => {
  const failure = describeFailure(new Fault('It broke.', given === undefined ? {} : { nextAction: given }), 'solving');

  expect(failure?.nextAction).toBe(issue);
  if (failure === null) return;
  expect(describeOutcome({ kind: 'failed', stage: 'solving', failure })).toEqual(['Failed: It broke.', terminal]);
});

test('no fault speaks of labels or commands: whoever reads it may be at a terminal', () => {
  const source = resolve(import.meta.dirname, '../../../src');
  const files = globSync('{store,git,github,model,sandbox,environment,run,verify}/**/*.ts', { cwd: source });

  const speaking = files.filter((file) =>
    /nextAction:[^\n]*(?:take the label|put it back on|comment .?.?\/)/i.test(
      readFileSync(resolve(source, file), 'utf8'),
    ),
  );

  // These speak on an issue or a pull request and nowhere else.
  const onGitHub = /^run\/(?:origins|revising|resuming)\/|^run\/telling\/say-interrupted\.ts$/;
  expect(speaking.filter((file) => !onGitHub.test(file))).toEqual([]);
  expect(files.length).toBeGreaterThan(100);
});

test.for([
  ['', null],
  [' \n', null],
  ['the end of it', 'the end of it'],
] as const)('a log is shown when something stands in it: %j', ([log, shown]) => {
  expect(describeFailure(new Fault('It broke.', { log }), 'solving')?.log).toBe(shown);
});

test.for<[Fault, Stage, number]>([
  [new SandboxFault('Lost.', { ran: 'unknown' }), 'solving', 1],
  [new SandboxFault('Lost.', { ran: 'no' }), 'solving', 0],
  [gitHub(null), 'publishing', 1],
  [gitHub(500), 'publishing', 0],
  [gitHub(null), 'accepted', 0],
])('what could not be found out is said to be unknown: %s while %s', ([fault, stage, sentences]) => {
  expect(describeFailure(fault, stage)?.unknown).toHaveLength(sentences);
});
