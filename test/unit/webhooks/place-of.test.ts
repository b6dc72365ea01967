import { expect, test } from 'vitest';
import type { Trigger } from '../../../src/webhooks/events/trigger.ts';
import { placeOf } from '../../../src/webhooks/place-of.ts';
import { someJob } from '../../support/some-job.ts';

const there = {
  installationId: 11,
  repository: { owner: 'Wader', name: 'tidewords', isPrivate: false },
  actor: { login: 'ann', id: 7, type: 'User' },
};
const pull = {
  number: 5,
  author: null,
  isOpen: true,
  isMerged: false,
  branch: 'sandpiper/3',
  headSha: 'abc',
  headRepository: 'wader/tidewords',
};
const { request } = someJob('Wader/tidewords#3');
const { repository } = request;

const table: readonly (readonly [Trigger, string | null])[] = [
  [{ kind: 'start', ...there, mode: 'go', request, isFromForm: false }, 'wader/tidewords#3'],
  [{ kind: 'kept-off', ...there, issue: 3 }, 'wader/tidewords#3'],
  [{ kind: 'text-changed', ...there, issue: 3, of: 'issue' }, 'wader/tidewords#3'],
  [{ kind: 'branch-moved', ...there, pull }, 'wader/tidewords#5'],
  [{ kind: 'checks-failed', ...there, headSha: 'abc', branch: 'sandpiper/3', pulls: [5, 6] }, 'wader/tidewords#5'],
  [{ kind: 'checks-failed', ...there, headSha: 'abc', branch: 'sandpiper/3', pulls: [] }, null],
  [{ kind: 'end', ...there, scope: { kind: 'issue', repository, number: 3 }, because: 'Closed.' }, 'wader/tidewords#3'],
  [{ kind: 'end', ...there, scope: { kind: 'repositories', repositories: [repository] }, because: 'Gone.' }, null],
  [{ kind: 'end', ...there, scope: { kind: 'installation' }, because: 'Gone.' }, null],
  [{ kind: 'permissions-changed', installationId: 11 }, null],
  [{ kind: 'renamed', ...there, formerName: 'tidings' }, null],
];

test.for(table)('%j is in order with others of %s', ([trigger, member]) => {
  expect(placeOf(trigger)).toEqual({ group: '11', member });
});
