import { expect, test } from 'vitest';
import type { LivePull } from '../../../../src/github/read-pull.ts';
import { judgePull } from '../../../../src/run/revising/judge-pull.ts';

const ours: LivePull = {
  number: 7,
  url: 'https://github.com/wader/tiny/pull/7',
  title: 'Adding subtracts (#1)',
  body: '',
  author: 'sandpiper[bot]',
  isOpen: true,
  isMerged: false,
  isMergeable: true,
  isDraft: false,
  branch: 'sandpiper/1-adding-subtracts',
  sha: 'a'.repeat(40),
  headRepository: 'Wader/tiny',
  base: 'main',
};
const question = { number: 7, repository: 'wader/tiny', botLogin: 'sandpiper[bot]', actor: 'wanda' };

test('an open pull request of ours can be gone on with', () => {
  expect(judgePull(ours, question)).toMatchObject({ kind: 'open', pull: { number: 7, branch: ours.branch } });
});

test.for<readonly [string, Partial<LivePull> | null, RegExp]>([
  ['that is not there', null, /There is no pull request #7/],
  ['that is merged', { isOpen: false, isMerged: true }, /is merged/],
  ['that is closed', { isOpen: false }, /is closed/],
  ['of a person', { author: 'wanda' }, /was not opened by sandpiper/],
  ['of an account that is gone', { author: null }, /was not opened by sandpiper/],
  ['from a fork', { headRepository: 'gull/tiny' }, /from a branch of this repository/],
  ['from a fork that is gone', { headRepository: null }, /from a branch of this repository/],
  ['from a branch that is not one of ours', { branch: 'main-2' }, /from a branch of this repository/],
  ['into the branch it comes from', { base: ours.branch }, /from a branch of this repository/],
])('a pull request %s is refused in words', ([, different, reason]) => {
  const pull = different === null ? null : { ...ours, ...different };

  expect(judgePull(pull, question)).toMatchObject({
    kind: 'refused',
    actor: 'wanda',
    reason: expect.stringMatching(reason),
  });
});
