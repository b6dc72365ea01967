import { describe, expect, test } from 'vitest';
import { checkoutOf } from '../../../src/environment/checkout.ts';
import { installInputs } from '../../../src/environment/install/install-inputs.ts';
import type { BoxPlan } from '../../../src/environment/prepare-box.ts';

type Files = Readonly<Record<string, string | null>>;

const dependency = { resolved: 'https://registry.npmjs.org/ms/-/ms-2.1.3.tgz', integrity: 'sha512-aa' };

const lockOf = (packages: object, lockfileVersion = 3) =>
  JSON.stringify({ lockfileVersion, packages: { '': { name: 'app' }, ...packages } });

const npmFiles = {
  'package.json': JSON.stringify({ dependencies: { ms: '2.1.3' }, scripts: { test: 'node --test', build: 'tsc' } }),
  'package-lock.json': lockOf({ 'node_modules/ms': dependency }),
  'src/index.js': '',
};
const goFiles = { 'go.mod': 'module x\n\ngo 1.24\n\nrequire y v1.0.0\n', 'go.sum': 'y v1.0.0 h1:aa=\n' };
const rustFiles = { 'Cargo.toml': '[package]', 'Cargo.lock': '', 'crates/a/Cargo.toml': '[package]' };

/** `null` is a file that is no text of its own, such as a link to another. */
function inputsOf(files: Files, command: string, different: Partial<BoxPlan> = {}) {
  const checkout = checkoutOf(Object.keys(files), async (path) => files[path] ?? null);
  const plan = { services: [], setup: [], ladder: [{ command, cures: [] }], companions: [], ...different };
  return installInputs(checkout, plan);
}

const withScripts = (scripts: object) => ({ ...npmFiles, 'package.json': JSON.stringify({ scripts }) });
const withPackages = (packages: object, version = 3) => ({
  ...npmFiles,
  'package-lock.json': lockOf(packages, version),
});
const redis = { name: 'redis', command: 'redis-server', ready: null, timeoutSeconds: 30 };

describe('an install that runs nothing of the repository depends on the files it reads', () => {
  test.for<readonly [string, Files, readonly string[]]>([
    ['npm ci', npmFiles, ['package-lock.json', 'package.json']],
    [
      'npm ci',
      { ...npmFiles, '.npmrc': '# ours\r\npackage-lock = true\r\n' },
      ['.npmrc', 'package-lock.json', 'package.json'],
    ],
    [
      'npm ci',
      withPackages({
        'node_modules/esbuild': {
          resolved: 'https://registry.npmjs.org/esbuild/-/esbuild-0.25.0.tgz',
          integrity: 'sha512-bb',
          hasInstallScript: true,
        },
        'node_modules/npm/node_modules/abbrev': { inBundle: true },
      }),
      ['package-lock.json', 'package.json'],
    ],
    ['go mod download', goFiles, ['go.mod', 'go.sum']],
    ['cargo fetch --locked', rustFiles, ['Cargo.lock', 'Cargo.toml', 'crates/a/Cargo.toml']],
  ])('%s: %j', async ([command, files, paths]) => {
    expect(await inputsOf(files, command)).toEqual({ kind: 'files', paths });
  });

  test('also beside services, which are started in each box', async () => {
    expect(await inputsOf(npmFiles, 'npm ci', { services: [redis] })).toMatchObject({ kind: 'files' });
  });

  test('and on those of all that is installed', async () => {
    const companions = [[{ command: 'cargo fetch --locked', cures: [] }]];

    expect(await inputsOf({ ...npmFiles, ...rustFiles }, 'npm ci', { companions })).toEqual({
      kind: 'files',
      paths: ['Cargo.lock', 'Cargo.toml', 'crates/a/Cargo.toml', 'package-lock.json', 'package.json'],
    });
  });
});

describe('an install that may run code of the repository depends on the whole commit', () => {
  test.for<readonly [string, string, Files]>([
    ['a script builds before the tests', 'npm ci', withScripts({ prepare: 'node build.js' })],
    ['a script runs after the install', 'npm ci', withScripts({ postinstall: 'patch-package' })],
    ['a script runs when dependencies change', 'npm ci', withScripts({ dependencies: 'node fix.js' })],
    ['a script hides behind one that is no text', 'npm ci', withScripts({ prepare: 'node build.js', x: 5 })],
    ['there are workspaces', 'npm ci', { ...npmFiles, 'package.json': '{"workspaces":["packages/*"]}' }],
    ['a native module is in the root', 'npm ci', { ...npmFiles, 'binding.gyp': '{}' }],
    ['a dependency is a folder', 'npm ci', withPackages({ lib: {}, 'node_modules/lib': { link: true } })],
    [
      'a dependency is a file',
      'npm ci',
      withPackages({ 'node_modules/lib': { ...dependency, resolved: 'file:lib.tgz' } }),
    ],
    [
      'a dependency is a git repository',
      'npm ci',
      withPackages({ 'node_modules/lib': { resolved: 'git+ssh://git@github.com/a/b.git' } }),
    ],
    ['a dependency has no hash', 'npm ci', withPackages({ 'node_modules/ms': { resolved: dependency.resolved } })],
    [
      'a dependency runs a script, as Prisma’s reads the schema',
      'npm ci',
      withPackages({ 'node_modules/@prisma/client': { ...dependency, hasInstallScript: true } }),
    ],
    [
      'another package goes by a harmless name',
      'npm ci',
      withPackages({ 'node_modules/esbuild': { ...dependency, hasInstallScript: true } }),
    ],
    ['the lockfile is too old to say who runs scripts', 'npm ci', withPackages({ 'node_modules/ms': dependency }, 1)],
    ['the lockfile is no JSON', 'npm ci', { ...npmFiles, 'package-lock.json': '{' }],
    ['the manifest is a link', 'npm ci', { ...npmFiles, 'package.json': null }],
    ['the settings of npm name a shell', 'npm ci', { ...npmFiles, '.npmrc': 'script-shell=./sh\n' }],
    ['the settings of npm are a link', 'npm ci', { ...npmFiles, '.npmrc': null }],
    ['dependencies are committed', 'npm ci', { ...npmFiles, 'node_modules/ms/index.js': '' }],
    ['the other lockfile is the one that counts', 'npm ci', { ...npmFiles, 'npm-shrinkwrap.json': '{}' }],
    ['a module is replaced by a folder', 'go mod download', { ...goFiles, 'go.mod': 'module x\nreplace y => ./y\n' }],
    ['there is no go.sum', 'go mod download', { 'go.mod': goFiles['go.mod'] }],
    ['Cargo is configured', 'cargo fetch --locked', { ...rustFiles, '.cargo/config.toml': '' }],
    ['it is in a folder', 'cd web && npm ci', npmFiles],
    ['pnpm is not read further', 'npx --yes pnpm@10 install --frozen-lockfile', {}],
    [
      'yarn is not read further',
      'YARN_IGNORE_PATH=1 YARN_NODE_LINKER=node-modules npx --yes @yarnpkg/cli-dist@4 install --immutable',
      {},
    ],
  ])('%s: %s', async ([, command, files]) => {
    expect(await inputsOf(files, command)).toEqual({ kind: 'commit' });
  });
});

describe('what may come out otherwise tomorrow is given to no other box', () => {
  test.for<readonly [string, string, Partial<BoxPlan>]>([
    ['a setup command', 'npm ci', { setup: ['npm run build'] }],
    ['an install that follows no lockfile', 'npm install --no-package-lock', {}],
    ['a Python project, whose build tools follow none', 'python3 -m venv "$HOME/venv" && pip install -e .', {}],
    ['a command that somebody set', 'npm ci && npm run build', {}],
    ['a command that hides behind a locked one', 'cd web && npm ci && ./evil', {}],
    ['a companion', 'npm ci', { companions: [[{ command: 'make deps', cures: [] }]] }],
    ['nothing to install', 'npm ci', { ladder: [] }],
  ])('%s: %s', async ([, command, different]) => {
    expect(await inputsOf(npmFiles, command, different)).toEqual({ kind: 'unknown' });
  });

  test('nor is an install that may have used a service while it ran', async () => {
    const files = withScripts({ postinstall: 'node migrate.js' });

    expect(await inputsOf(files, 'npm ci', { services: [redis] })).toEqual({ kind: 'unknown' });
  });
});
