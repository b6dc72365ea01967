import { expect, test } from 'vitest';
import { detectCommands } from '../../../src/verify/detect-commands.ts';

const detect = (files: Readonly<Record<string, string>>) => detectCommands(async (path) => files[path] ?? null);
const manifest = (fields: object) => JSON.stringify({ scripts: { test: 'node --test' }, ...fields });
const unlocked = 'npm install --no-package-lock';
const some = { dependencies: { a: '1' } };

test.for<readonly [string, Readonly<Record<string, string>>, string | null]>([
  ['nothing when there are no dependencies', { 'package.json': manifest({}), 'package-lock.json': '{}' }, null],
  ['exactly what is locked', { 'package.json': manifest(some), 'package-lock.json': '{}' }, 'npm ci'],
  ['exactly what a shrinkwrap says', { 'package.json': manifest(some), 'npm-shrinkwrap.json': '{}' }, 'npm ci'],
  ['whatever npm chooses without a lockfile, and writes none', { 'package.json': manifest(some) }, unlocked],
  ['development dependencies too', { 'package.json': manifest({ devDependencies: { a: '1' } }) }, unlocked],
  ['workspaces', { 'package.json': manifest({ workspaces: ['a'] }), 'package-lock.json': '{}' }, 'npm ci'],
  [
    'with the pnpm a repository names',
    {
      'package.json': manifest({ ...some, packageManager: 'pnpm@9.1.0+sha512.abc' }),
      'pnpm-lock.yaml': "lockfileVersion: '9.0'",
    },
    'npx --yes pnpm@9.1.0 install --frozen-lockfile',
  ],
  [
    'with no command smuggled in for a pnpm version',
    {
      'package.json': manifest({ ...some, packageManager: 'pnpm@1.0.0;id' }),
      'pnpm-lock.yaml': "lockfileVersion: '9.0'",
    },
    'npx --yes pnpm@10 install --frozen-lockfile',
  ],
  [
    'with a pnpm that reads an old lockfile',
    { 'package.json': manifest(some), 'pnpm-lock.yaml': "lockfileVersion: '6.0'" },
    'npx --yes pnpm@8 install --frozen-lockfile',
  ],
  [
    'with classic yarn',
    { 'package.json': manifest(some), 'yarn.lock': '# yarn lockfile v1\n' },
    'npx --yes yarn@1 install --frozen-lockfile',
  ],
])('installs %s', async ([, files, install]) => {
  expect(await detect(files)).toMatchObject({ kind: 'found', commands: { install } });
});

test.for([
  ['vitest run', 'vitest'],
  ['tsc && vitest', 'vitest'],
  ['c8 mocha --recursive', 'mocha'],
  ['node --experimental-vm-modules node_modules/.bin/jest', 'jest'],
  ['node --experimental-vm-modules node_modules/jest/bin/jest.js', 'jest'],
  ['cross-env A=1 jest --coverage', 'jest'],
  ['node --test', 'node-test'],
  ['tsx --test src/**/*.ts', 'node-test'],
  ['node test/index.js', 'node-test'],
  ['react-scripts test', 'exit-code'],
  ['tap', 'exit-code'],
  ['jest-light', 'exit-code'],
] as const)('recognises what %s runs', async ([script, runner]) => {
  const found = await detect({ 'package.json': JSON.stringify({ scripts: { test: script } }) });

  expect(found).toMatchObject({ commands: { test: { command: 'npm test', runner } } });
});

test.for([
  { test: 'npm run lint && npm run unit', lint: 'eslint .', unit: 'mocha' },
  { test: 'npm run -s unit', unit: 'npm run deep', deep: 'mocha' },
  { test: 'run-s lint unit', lint: 'eslint .', unit: 'mocha' },
  { pretest: 'npm run build', test: 'echo done', build: 'npm run test', posttest: 'mocha' },
])('follows scripts into the scripts they run: %j', async (scripts) => {
  const found = await detect({ 'package.json': JSON.stringify({ scripts }) });

  expect(found).toMatchObject({ commands: { test: { runner: 'mocha' } } });
});

test.for([
  ['node --test', 2, 2],
  ['node --test --test-reporter=dot', 1, 2],
  ['node --test --test-reporter=tap --test-reporter-destination=out.tap', 1, 1],
] as const)('gives node:test one destination for each reporter: %s', async ([script, reporters, destinations]) => {
  const found = await detect({ 'package.json': JSON.stringify({ scripts: { test: script } }) });

  const options = found.kind === 'found' ? (found.commands.test.env['NODE_OPTIONS'] ?? '') : '';
  expect(options.match(/--test-reporter=/g)).toHaveLength(reporters);
  expect(options.match(/--test-reporter-destination=/g)).toHaveLength(destinations);
});

test('runs the test target of a Makefile, by exit code', async () => {
  const found = await detect({ Makefile: 'all:\n\ttrue\ntest: all\n\t./run\n' });

  const command = {
    command: 'make test',
    script: 'test: all\n\t./run',
    env: {},
    runner: 'exit-code',
  };
  expect(found).toEqual({ kind: 'found', commands: { install: null, test: command } });
});

test.for<readonly [string, Readonly<Record<string, string>>]>([
  [
    'yarn.lock is of a Yarn newer than 1, which Sandpiper cannot install with.',
    { 'package.json': manifest(some), 'yarn.lock': '__metadata:\n' },
  ],
  ['There is no package.json and no Makefile with a "test" target.', {}],
  [
    'package.json is not a valid JSON object, and there is no Makefile with a "test" target.',
    { 'package.json': '{ oops' },
  ],
  ['package.json is not a valid JSON object, and there is no Makefile with a "test" target.', { 'package.json': '[]' }],
  [
    'package.json has no "test" script, and there is no Makefile with a "test" target.',
    { 'package.json': '{"scripts":7}' },
  ],
  [
    'package.json has no "test" script, and there is no Makefile with a "test" target.',
    { 'package.json': '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}', Makefile: 'test := 1\n' },
  ],
])('says why it knows no commands: %s', async ([reason, files]) => {
  expect(await detect(files)).toEqual({ kind: 'none', reason });
});
