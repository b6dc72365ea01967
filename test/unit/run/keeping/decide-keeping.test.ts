import { expect, test } from 'vitest';
import { decideKeeping, type WorkEnd } from '../../../../src/run/keeping/decide-keeping.ts';
import type { Publication } from '../../../../src/run/run-outcome.ts';

const published = (publication: Publication): WorkEnd => ({
  kind: 'outcome',
  outcome: { kind: 'published', verdict: 'verified', because: 'It is.', draft: false, publication },
});
const failed = (cause: Extract<WorkEnd, { kind: 'failed' }>['cause']): WorkEnd => ({ kind: 'failed', cause });
const noChange: WorkEnd = { kind: 'outcome', outcome: { kind: 'no-change', stop: 'step-limit', finish: null } };
const pull = { kind: 'pull-request', number: 1, url: 'https://g.example/1', branch: 'b', sha: 'a', notes: [] } as const;

test.for<[string, WorkEnd, { first: boolean; again: boolean }]>([
  ['a pull request', published(pull), { first: false, again: false }],
  ['a branch', published({ kind: 'branch', branch: 'b' }), { first: false, again: false }],
  ['a change that was withheld', published({ kind: 'withheld' }), { first: true, again: true }],
  ['no change', noChange, { first: true, again: true }],
  ['a stop', { kind: 'stopped' }, { first: true, again: true }],
  ['a model that does not answer', failed('model'), { first: true, again: true }],
  ['a box that failed', failed('environment'), { first: true, again: false }],
  ['a proof that failed', failed('verification'), { first: true, again: false }],
  ['a bug', failed(null), { first: true, again: false }],
  ['what was not safe', failed('safety'), { first: false, again: false }],
])('after %s the workspace is kept or not, by whether it was gone on in already', ([, end, { first, again }]) => {
  expect([decideKeeping(end, false), decideKeeping(end, true)]).toEqual([first, again]);
});
