import { expect, test } from 'vitest';
import { matchPath } from '../../../src/git/match-path.ts';
import { protectedPaths } from '../../../src/git/protected-paths.ts';

const protectedBy = matchPath(protectedPaths);

test.for([
  ['.github/workflows/ci.yml', '.github/**'],
  ['.GITHUB/Workflows/ci.yml', '.github/**'],
  ['.github./workflows/ci.yml', '.github/**'],
  ['.ｇithub/workflows/ci.yml', '.github/**'],
  ['.github', '.github/**'],
  ['CODEOWNERS', 'CODEOWNERS'],
  ['docs/codeowners', 'docs/CODEOWNERS'],
  ['.gitmodules', '**/.gitmodules'],
  ['vendor/.gitattributes', '**/.gitattributes'],
  ['packages/web/.husky/pre-commit', '**/.husky/**'],
  ['deep/down/claude.md', '**/CLAUDE.md'],
  ['azure-pipelines-nightly.yml', 'azure-pipelines*.yml'],
  ['.npmrc', '**/.npmrc'],
] as const)('protects %s', ([path, pattern]) => {
  expect(protectedBy(path)).toBe(pattern);
});

test.for([
  'src/github/index.ts',
  'a.github/x',
  '.githubx',
  'src/CODEOWNERS.ts',
  'package.json',
  'AGENTS.md.txt',
  'a/azure-pipelines.yml',
])('leaves %s free', (path) => {
  expect(protectedBy(path)).toBeUndefined();
});

test('takes nothing in a pattern for an expression but stars', () => {
  expect(matchPath(['a.(b)+'])('a.(b)+')).toBe('a.(b)+');
  expect(matchPath(['a.b'])('axb')).toBeUndefined();
});
