import { expect, test } from 'vitest';
import { branchName, isOwnBranch, issueOfBranch } from '../../../src/git/branch-name.ts';

test.for([
  [7, 'Fix the sum', 1, 'sandpiper/7-fix-the-sum'],
  [7, 'Fix the sum', 2, 'sandpiper/7-fix-the-sum-2'],
  [12, '  [BUG] Crème brûlée: 100% burnt!! ', 1, 'sandpiper/12-bug-creme-brulee-100-burnt'],
  [3, '日本語だけ', 1, 'sandpiper/3'],
  [3, '../../refs/heads/main', 1, 'sandpiper/3-refs-heads-main'],
  [3, '--force\n\u202e.lock', 3, 'sandpiper/3-force-lock-3'],
  [null, 'An issue from a file', 1, 'sandpiper/local-an-issue-from-a-file'],
  [9, `${'word '.repeat(9)}abcdefgh`, 1, `sandpiper/9-${'word-'.repeat(9)}abc`],
] as const)('names the branch for issue %s, %j, attempt %i', ([issue, title, attempt, expected]) => {
  expect(branchName(issue, title, attempt)).toBe(expected);
  expect(isOwnBranch(expected)).toBe(true);
  expect(issueOfBranch(expected)).toBe(issue);
});

test.for([
  [0, 1],
  [-1, 1],
  [1.5, 1],
  [Number.NaN, 1],
  [7, 0],
  [7, 1.5],
] as const)('has no name for issue %d, attempt %d', ([issue, attempt]) => {
  expect(() => branchName(issue, 'Title', attempt)).toThrow(TypeError);
});

test.for([
  'main',
  'sandpiper/',
  'sandpiper/7fix',
  'sandpiper/07-fix',
  'sandpiper/7-Fix',
  'sandpiper/7-fix/../8',
  'sandpiper/1234567890123456-fix',
  'feature/sandpiper/7-fix',
  'sandpiper/7-fix\n',
])('knows of no issue for the branch %j', (branch) => {
  expect(issueOfBranch(branch)).toBeNull();
});
