import { describe, expect, test } from 'vitest';
import { findPackageManager } from '../../../src/run/repository/find-package-manager.ts';
import { listPackages } from '../../../src/run/repository/list-packages.ts';
import { listTree } from '../../../src/run/repository/list-tree.ts';
import { matchesFolder } from '../../../src/run/repository/matches-folder.ts';
import { nameLanguages } from '../../../src/run/repository/name-languages.ts';
import { readNestedGuidance } from '../../../src/run/repository/read-nested-guidance.ts';
import { describeRepository } from '../../../src/run/solving/describe-repository.ts';

type Files = Readonly<Record<string, string | null>>;

/** A file that is `null` is there and cannot be read: too large, or not text. */
function readFrom(files: Files): (path: string) => Promise<string | null> {
  return async (path) => (Object.hasOwn(files, path) ? (files[path] ?? null) : null);
}

const guidanceOf = async (files: Files) => (await describeRepository(Object.keys(files), readFrom(files))).guidance;

test('languages are named by the number of their files, those of others not counted', () => {
  const paths = ['a.ts', 'b.tsx', 'c.py', 'vendor/x.go', 'vendor/y.go', 'node_modules/a/i.js', 'd.unknown', 'Makefile'];

  expect(nameLanguages(paths)).toEqual(['TypeScript', 'Python']);
});

test.for([
  ['npm', ['package.json', 'package-lock.json']],
  ['npm', ['package.json']],
  ['pnpm', ['package.json', 'pnpm-lock.yaml', 'package-lock.json']],
  ['yarn', ['package.json', 'yarn.lock']],
  ['bun', ['package.json', 'bun.lock']],
  ['uv', ['pyproject.toml', 'uv.lock']],
  ['poetry', ['pyproject.toml', 'poetry.lock']],
  ['pipenv', ['Pipfile']],
  ['pip', ['requirements.txt']],
  ['go', ['go.mod', 'go.sum']],
  ['cargo', ['Cargo.toml', 'Cargo.lock']],
  ['maven', ['pom.xml', 'mvnw']],
  ['gradle', ['build.gradle.kts']],
  ['npm, go', ['go.mod', 'package.json']],
  ['bun, uv', ['bun.lock', 'package.json', 'pyproject.toml', 'uv.lock']],
  [null, ['README.md', 'example/package.json']],
] as const)('%s is told from %j', ([manager, paths]) => {
  expect(findPackageManager(paths, null)).toBe(manager);
});

test('the package manager that package.json names counts before any lock file', () => {
  const manifest = '{ "packageManager": "pnpm@10.1.0+sha512.ab" }';

  expect(findPackageManager(['package.json', 'yarn.lock'], manifest)).toBe('pnpm');
});

describe('the packages of a repository', () => {
  const folders = [
    'packages/a/deep',
    'packages/a',
    'packages/b',
    'apps/web',
    'packages/b/examples/x',
    'node_modules/c',
    'packages/b/__tests__/d',
  ];
  const npm = Object.fromEntries(folders.map((folder) => [`${folder}/package.json`, '{}']));

  test.for<readonly [string, Files, readonly string[]]>([
    ['of npm', { ...npm, 'package.json': '{ "workspaces": ["packages/*"] }' }, ['packages/a', 'packages/b']],
    ['of yarn', { ...npm, 'package.json': '{ "workspaces": { "packages": ["./apps/web/"] } }' }, ['apps/web']],
    [
      'of pnpm',
      {
        ...npm,
        'pnpm-workspace.yaml':
          "packages:\n  # all\n  - 'packages/**'\n  - '!**/examples/*'\n\ncatalog:\n  - apps/web\n",
      },
      ['packages/a', 'packages/b', 'packages/a/deep'],
    ],
    ['of cargo', { 'Cargo.toml': '[workspace]\nmembers = ["a"]', 'a/Cargo.toml': '' }, ['a']],
    ['of go', { 'go.work': 'use (\n ./a\n)', 'a/go.mod': '' }, ['a']],
    ['of uv', { 'pyproject.toml': '[tool.uv.workspace]', 'a/pyproject.toml': '' }, ['a']],
    ['of maven', { 'pom.xml': '<modules><module>a</module></modules>', 'a/pom.xml': '' }, ['a']],
    ['of gradle', { 'settings.gradle.kts': 'include(":a")', 'a/build.gradle.kts': '' }, ['a']],
    ['that is one', { ...npm, 'package.json': '{}' }, []],
    ['whose manifest is broken', { ...npm, 'package.json': '{ "workspaces": [' }, []],
    ['whose manifest is nonsense', { ...npm, 'package.json': '{ "workspaces": [1, null, {}] }' }, []],
  ])('%s are listed', async ([, files, packages]) => {
    expect(await listPackages(Object.keys(files), readFrom(files))).toEqual(packages);
  });

  test.for([
    ['packages/*', 'packages/a', true],
    ['packages/*', 'packages/a/b', false],
    ['packages/**', 'packages/a/b', true],
    ['**', 'a/b/c', true],
    ['**/test', 'a/test', true],
    ['**/test', 'a/tests', false],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'ac', false],
    ['ab*ba', 'aba', false],
    ['a', 'a', true],
    ['', 'a', false],
  ] as const)('pattern %j and folder %j: %s', ([pattern, folder, isMeant]) => {
    expect(matchesFolder(folder, pattern)).toBe(isMeant);
  });

  test('a pattern made to keep a matcher busy does not', () => {
    const folder = `${'a/'.repeat(60)}${'a'.repeat(150)}`;

    expect(matchesFolder(folder, '**/'.repeat(60))).toBe(true);
    expect(matchesFolder(folder, `**/${'a*'.repeat(90)}b`)).toBe(false);
    expect(matchesFolder('a', '{a,b}'.repeat(40))).toBe(false);
  });
});

describe('the tree', () => {
  test('is two levels deep, with a slash after folders', () => {
    const tree = listTree(['b.js', 'src/deep/er/x.js', 'src/a.js', 'src/deep/y.js']);

    expect(tree).toEqual(['b.js', 'src/', 'src/a.js', 'src/deep/']);
  });

  test('is at most 150 entries, and shows all of the root before it opens what is large', () => {
    const many = (folder: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${folder}/${index}.js`);

    const tree = listTree([...many('assets', 5_000), ...many('src', 400), ...many('test', 3), 'zebra.js']);

    expect(tree.length).toBeLessThanOrEqual(150);
    expect(tree.length).toBeGreaterThan(140);
    for (const entry of ['assets/', 'src/', 'test/', 'test/2.js', 'zebra.js']) expect(tree).toContain(entry);
    expect(tree.filter((entry) => / more\)$/.test(entry))).toHaveLength(2);
  });

  test('says how much is in folders that there is no room to open', () => {
    const tree = listTree(
      Array.from({ length: 149 }, (_, index) => [`d${index}/a`, `d${index}/b`, `d${index}/c`]).flat(),
    );

    expect(tree).toHaveLength(149);
    expect(tree[0]).toBe('d0/ (3 entries)');
  });
});

describe('guidance', () => {
  test('is all that the root has', async () => {
    const files = { 'AGENTS.md': 'A', 'CLAUDE.md': 'C', '.github/copilot-instructions.md': 'G', 'docs/AGENTS.md': 'D' };

    expect(await guidanceOf(files)).toEqual([
      { path: 'AGENTS.md', text: 'A' },
      { path: 'CLAUDE.md', text: 'C' },
      { path: '.github/copilot-instructions.md', text: 'G' },
    ]);
  });

  test.for<readonly [string, Files]>([
    ['a copy', { 'AGENTS.md': 'Use tabs.\n', 'CLAUDE.md': 'Use tabs.' }],
    ['a link', { 'AGENTS.md': 'Use tabs.', 'CLAUDE.md': 'AGENTS.md' }],
    ['a link that comes first', { 'AGENTS.md': 'CLAUDE.md', 'CLAUDE.md': 'Use tabs.' }],
    ['a link from a folder', { 'AGENTS.md': 'Use tabs.', '.github/copilot-instructions.md': '../AGENTS.md' }],
    ['a file that names it', { 'AGENTS.md': 'Use tabs.', 'CLAUDE.md': '@AGENTS.md\n' }],
    ['an empty file', { 'AGENTS.md': 'Use tabs.', 'CLAUDE.md': ' \n' }],
  ])('is not repeated for %s', async ([, files]) => {
    expect(await guidanceOf(files)).toEqual([{ path: 'AGENTS.md', text: 'Use tabs.' }]);
  });

  test('is followed to where a link points, and no further than the repository', async () => {
    const linked = { 'CLAUDE.md': 'docs/agents.md', 'docs/agents.md': 'Use tabs.' };
    const leading = { 'CLAUDE.md': '../../etc/passwd' };

    expect(await guidanceOf(linked)).toEqual([{ path: 'CLAUDE.md', text: 'Use tabs.' }]);
    expect(await guidanceOf(leading)).toEqual([{ path: 'CLAUDE.md', text: '../../etc/passwd' }]);
  });

  test('that cannot be shown is named', async () => {
    expect(await guidanceOf({ 'AGENTS.md': null })).toEqual([
      { path: 'AGENTS.md', text: expect.stringContaining('Look at it yourself') },
    ]);
  });

  test('is cut where it is longer than a person would read', async () => {
    const [file] = await guidanceOf({ 'AGENTS.md': 'x'.repeat(9_000) });

    expect(file?.text).toMatch(/x\n\[… cut: 1000 more characters\]$/);
  });

  test('of folders is read from the shallowest down, each text once, nobody else’s, and at most twenty', async () => {
    const deep = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`a/b/c${index}/AGENTS.md`, `${index}`]));
    const files = {
      'AGENTS.md': 'root',
      ...deep,
      'z/AGENTS.md': 'Z',
      'z/CLAUDE.md': 'AGENTS.md',
      'node_modules/x/AGENTS.md': 'not ours',
    };

    const nested = await readNestedGuidance(Object.keys(files), readFrom(files));

    expect(nested[0]).toEqual({ path: 'z/AGENTS.md', text: 'Z' });
    expect(nested).toHaveLength(19);
    expect(nested.every(({ path }) => path !== 'AGENTS.md' && !path.startsWith('node_modules'))).toBe(true);
  });
});
