import { expect, test } from 'vitest';
import { findTemplatePath } from '../../../src/run/publishing/read-pull-request-template.ts';

test.for<readonly [string, readonly string[], string | null]>([
  ['none', ['README.md', 'docs/pull_request.md'], null],
  ['one in the root', ['pull_request_template.md'], 'pull_request_template.md'],
  ['one in capitals', ['PULL_REQUEST_TEMPLATE.md'], 'PULL_REQUEST_TEMPLATE.md'],
  ['one that is plain text', ['docs/pull_request_template.txt'], 'docs/pull_request_template.txt'],
  ['one without an ending', ['.github/PULL_REQUEST_TEMPLATE'], '.github/PULL_REQUEST_TEMPLATE'],
  [
    'one in each place: .github goes first',
    ['docs/pull_request_template.md', 'pull_request_template.md', '.github/pull_request_template.md'],
    '.github/pull_request_template.md',
  ],
  [
    'one in the root and one in docs: the root goes first',
    ['docs/pull_request_template.md', 'PULL_REQUEST_TEMPLATE.md'],
    'PULL_REQUEST_TEMPLATE.md',
  ],
  [
    'a folder with one that is alone',
    ['.github/PULL_REQUEST_TEMPLATE/bug.md', 'README.md'],
    '.github/PULL_REQUEST_TEMPLATE/bug.md',
  ],
  [
    'a folder to choose from: nobody chooses',
    ['.github/PULL_REQUEST_TEMPLATE/bug.md', '.github/PULL_REQUEST_TEMPLATE/feature.md'],
    null,
  ],
  [
    'a folder with the one that has the name',
    ['docs/PULL_REQUEST_TEMPLATE/bug.md', 'docs/PULL_REQUEST_TEMPLATE/pull_request_template.md'],
    'docs/PULL_REQUEST_TEMPLATE/pull_request_template.md',
  ],
  [
    'a folder and one beside it',
    ['.github/PULL_REQUEST_TEMPLATE/bug.md', 'docs/pull_request_template.md'],
    'docs/pull_request_template.md',
  ],
  [
    'others only',
    [
      'packages/a/pull_request_template.md',
      '.github/pull_request_template.yml',
      '.github/pull_request_template/a/b.md',
    ],
    null,
  ],
])('a repository that has %s', ([, paths, expected]) => {
  expect(findTemplatePath(paths)).toBe(expected);
  expect(findTemplatePath(paths.toReversed())).toBe(expected);
});
