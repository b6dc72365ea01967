import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkoutOf } from '../../../src/environment/checkout.ts';
import type { Runner } from '../../../src/environment/commands.ts';
import { planEnvironment } from '../../../src/environment/plan-environment.ts';
import { noSettings } from '../../../src/environment/repository-settings.ts';

type Files = Readonly<Record<string, string>>;

const detect = (files: Files, settings = noSettings) =>
  planEnvironment(
    checkoutOf(Object.keys(files), async (path) => files[path] ?? null),
    settings,
  );
const planOf = async (files: Files, settings = noSettings) => {
  const planned = await detect(files, settings);
  if (planned.kind === 'no-test') throw new Error(planned.reason);
  return planned.plan;
};
const manifest = (fields: object) => JSON.stringify({ scripts: { test: 'node --test' }, ...fields });
const unlocked = 'npm install --no-package-lock';
const some = { dependencies: { a: '1' } };

test.for<readonly [string, Files, string | null]>([
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
  expect(await detect(files)).toMatchObject({ kind: 'planned', plan: { install } });
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
  ['tap', 'tap'],
  ['jest-light', 'exit-code'],
] as const)('recognises what %s runs', async ([script, runner]) => {
  const found = await detect({ 'package.json': JSON.stringify({ scripts: { test: script } }) });

  expect(found).toMatchObject({ plan: { test: { command: 'npm test', runner } } });
});

test.for([
  { test: 'npm run lint && npm run unit', lint: 'eslint .', unit: 'mocha' },
  { test: 'npm run -s unit', unit: 'npm run deep', deep: 'mocha' },
  { test: 'run-s lint unit', lint: 'eslint .', unit: 'mocha' },
  { pretest: 'npm run build', test: 'echo done', build: 'npm run test', posttest: 'mocha' },
])('follows scripts into the scripts they run: %j', async (scripts) => {
  const found = await detect({ 'package.json': JSON.stringify({ scripts }) });

  expect(found).toMatchObject({ plan: { test: { runner: 'mocha' } } });
});

test('runs the test target of a Makefile, by exit code', async () => {
  const found = await detect({ Makefile: 'all:\n\ttrue\ntest: all\n\t./run\n' });

  const test = { command: 'make test', script: 'test: all\n\t./run', env: {}, runner: 'exit-code' };
  expect(found).toMatchObject({ kind: 'planned', plan: { install: null, ladder: [], test } });
});

test.for<readonly [string, Files]>([
  ['Nothing in it says which language it is tested in, and there is no Makefile with a "test" target.', {}],
  ['package.json names no tests, and there is no Makefile with a "test" target.', { 'package.json': '{ oops' }],
  ['package.json names no tests, and there is no Makefile with a "test" target.', { 'package.json': '[]' }],
  ['package.json names no tests, and there is no Makefile with a "test" target.', { 'package.json': '{"scripts":7}' }],
  [
    'package.json, pyproject.toml name no tests, and there is no Makefile with a "test" target.',
    {
      'package.json': '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}',
      'pyproject.toml': '[project]\nname = "a"\n',
      Makefile: 'test := 1\n',
    },
  ],
])('says why it knows no tests: %s', async ([reason, files]) => {
  expect(await detect(files)).toEqual({ kind: 'no-test', reason });
});

const berry = (version: string) =>
  `YARN_IGNORE_PATH=1 YARN_NODE_LINKER=node-modules npx --yes @yarnpkg/cli-dist@${version} install --immutable`;
const venv = 'python3 -m venv "$HOME/venv" &&';
const pytest = 'python -m pytest';
const pythonTests = { 'tests/test_a.py': '', 'tests/conftest.py': '' };

test.for<readonly [string, Files, { install: string | null; test: string; ecosystems: readonly string[] }]>([
  [
    'a newer yarn',
    { 'package.json': manifest(some), 'yarn.lock': '__metadata:\n  version: 6\n' },
    { install: berry('3'), test: 'npm test', ecosystems: ['node'] },
  ],
  [
    'the yarn a repository names',
    {
      'package.json': manifest({ ...some, packageManager: 'yarn@4.9.4+sha512.a' }),
      'yarn.lock': '__metadata:\n  version: 8\n',
    },
    { install: berry('4.9.4'), test: 'npm test', ecosystems: ['node'] },
  ],
  [
    'bun',
    { 'package.json': manifest(some), 'bun.lock': '{}' },
    {
      install: 'npm install --global --prefix "$HOME/.local" bun@1 && bun install --frozen-lockfile',
      test: 'npm test',
      ecosystems: ['node'],
    },
  ],
  [
    'pip, with what the tests need',
    { ...pythonTests, 'requirements.txt': 'flask\n', 'requirements-dev.txt': 'pytest\n' },
    {
      install: `${venv} pip install -r requirements.txt -r requirements-dev.txt pytest`,
      test: pytest,
      ecosystems: ['python'],
    },
  ],
  [
    'pip, the package itself with its extras',
    {
      ...pythonTests,
      'pyproject.toml': '[project]\nname = "a"\n[project.optional-dependencies]\ntest = ["pytest"]\ndocs = []\n',
    },
    { install: `${venv} pip install -e '.[test]' pytest`, test: pytest, ecosystems: ['python'] },
  ],
  [
    'pip, extras of a setup.py',
    { ...pythonTests, 'setup.py': "setup(extras_require={'dev': ['pytest']})" },
    { install: `${venv} pip install -e '.[dev]' pytest`, test: pytest, ecosystems: ['python'] },
  ],
  [
    'uv, locked, with its group for tests',
    { ...pythonTests, 'pyproject.toml': '[project]\n[dependency-groups]\ndev = []\ntests = []\n', 'uv.lock': '' },
    {
      install: `${venv} pip install uv && uv sync --frozen --group dev --group tests`,
      test: pytest,
      ecosystems: ['python'],
    },
  ],
  [
    'uv, which is to write no lockfile where there is none',
    { ...pythonTests, 'pyproject.toml': '[project]\n[dependency-groups]\ntests = []\n' },
    {
      install: `${venv} pip install uv && uv pip install --python "$HOME/venv" -e . --group tests`,
      test: pytest,
      ecosystems: ['python'],
    },
  ],
  [
    'poetry',
    { ...pythonTests, 'pyproject.toml': '[tool.poetry]\nname = "a"\n', 'poetry.lock': '' },
    {
      install: `${venv} pip install poetry && poetry install --no-interaction --all-extras`,
      test: pytest,
      ecosystems: ['python'],
    },
  ],
  [
    'pipenv',
    { ...pythonTests, Pipfile: '', 'Pipfile.lock': '{}' },
    { install: `${venv} pip install pipenv && pipenv sync --dev`, test: pytest, ecosystems: ['python'] },
  ],
  [
    'go',
    { 'go.mod': 'module a\n\ngo 1.22\n', 'a_test.go': '' },
    { install: 'go mod download', test: 'go test ./...', ecosystems: ['go'] },
  ],
  [
    'go, with nothing to fetch where it is vendored',
    { 'go.mod': 'module a\n', 'a_test.go': '', 'vendor/modules.txt': '' },
    { install: null, test: 'go test ./...', ecosystems: ['go'] },
  ],
  [
    'cargo',
    { 'Cargo.toml': '[package]\n', 'Cargo.lock': '' },
    { install: 'cargo fetch --locked', test: 'cargo test', ecosystems: ['rust'] },
  ],
  [
    'maven, by its wrapper',
    { 'pom.xml': '', mvnw: '', '.mvn/wrapper/maven-wrapper.properties': '' },
    { install: './mvnw -B -ntp -DskipTests package', test: './mvnw -B test', ecosystems: ['java'] },
  ],
  [
    'gradle',
    { 'build.gradle.kts': '', gradlew: '' },
    { install: './gradlew --no-daemon testClasses', test: './gradlew --no-daemon test', ecosystems: ['java'] },
  ],
])('knows how to install and test with %s', async ([, files, { install, test: command, ecosystems }]) => {
  const plan = await planOf(files);

  expect(plan).toMatchObject({ install, test: { command }, ecosystems });
  expect(plan.ladder[0]?.command ?? null).toBe(install);
});

test.for<readonly [string, Files, string, Runner]>([
  ['pytest, named in a file', { 'setup.cfg': '[tool:pytest]\n', 'test_a.py': '' }, pytest, 'pytest'],
  ['pytest, by its conftest', { 'setup.py': '', 'tests/conftest.py': '' }, pytest, 'pytest'],
  ['unittest', { 'setup.py': '', 'tests/test_a.py': '' }, 'python -m unittest discover', 'exit-code'],
  ['tox, when nothing else is named', { 'tox.ini': '[tox]\n', 'tests/test_a.py': '' }, 'tox', 'exit-code'],
  ['pytest rather than the tox that calls it', { 'tox.ini': 'commands = pytest', 'test_a.py': '' }, pytest, 'pytest'],
  [
    'Django',
    { 'requirements.txt': 'django', 'manage.py': '', 'app/test_a.py': '' },
    'python manage.py test',
    'exit-code',
  ],
])('tests a Python project with %s', async ([, files, command, runner]) => {
  expect((await planOf(files)).test).toMatchObject({ command, runner });
});

test('the language with the most source files is the one whose tests are the measure; the others are installed beside', async () => {
  const files = {
    'package.json': manifest(some),
    'pyproject.toml': '[project]\nname = "a"\n',
    'a.py': '',
    'b.py': '',
    'tests/test_a.py': '',
    'index.js': '',
  };

  const plan = await planOf(files);

  expect(plan.test.command).toBe('python -m unittest discover');
  expect(plan.ladder[0]?.command).toBe(`${venv} pip install -e .`);
  expect(plan.companions.map(([first]) => first?.command)).toEqual([unlocked]);
  expect(plan.ecosystems).toEqual(['python', 'node']);
  expect(plan.notes).toEqual(['`npm test` was found too; only one test command is the measure.']);
});

test('a package.json that only formats makes no repository of two languages', async () => {
  const plan = await planOf({ 'package.json': '{"scripts":{}}', 'go.mod': 'module a\n', 'a_test.go': '' });

  expect(plan.ecosystems).toEqual(['go']);
  expect(plan.companions).toEqual([]);
});

test('finds the project of a repository that keeps it in a folder', async () => {
  const plan = await planOf({
    'README.md': '',
    'server/package.json': manifest(some),
    'server/package-lock.json': '{}',
    'server/packages/a/package.json': manifest(some),
    'examples/go.mod': '',
    'examples/a_test.go': '',
    'a;id/package.json': manifest(some),
  });

  expect(plan).toMatchObject({ install: 'cd server && npm ci', test: { command: 'cd server && npm test' } });
  expect(plan.companions).toEqual([]);
  expect(plan.notes).toEqual([]);
});

test('what maintainers set goes before what is found, and its results are read all the same', async () => {
  const files = { 'package.json': manifest({ ...some, scripts: { test: 'tap', unit: 'vitest run', lint: 'eslint' } }) };
  const commands = { ...noSettings.commands, install: 'make deps', test: 'npm run unit', typecheck: 'npx tsc -p .' };

  const plan = await planOf(files, { ...noSettings, setup: ['make certificates'], commands });

  expect(plan).toMatchObject({
    install: 'make deps',
    ladder: [{ command: 'make deps' }],
    test: { command: 'npm run unit', script: 'vitest run', runner: 'vitest' },
    lint: 'npm run lint',
    typecheck: 'npx tsc -p .',
    build: null,
    setup: ['make certificates'],
  });
});

test('a repository of no known language is tested as its maintainers say', async () => {
  const plan = await planOf({}, { ...noSettings, commands: { ...noSettings.commands, test: './check.sh' } });

  expect(plan).toMatchObject({ install: null, test: { command: './check.sh', runner: 'exit-code' }, ecosystems: [] });
});

test.for<readonly [string, Files, Record<'lint' | 'typecheck' | 'build', string | null>]>([
  [
    'npm scripts',
    { 'package.json': manifest({ scripts: { test: 'a', lint: 'b', 'type-check': 'c', build: 'd' } }) },
    { lint: 'npm run lint', typecheck: 'npm run type-check', build: 'npm run build' },
  ],
  [
    'the TypeScript compiler',
    { 'package.json': manifest({ devDependencies: { typescript: '5' } }), 'tsconfig.json': '{}' },
    { lint: null, typecheck: 'npx tsc --noEmit', build: null },
  ],
  [
    'settings of Python tools',
    { ...pythonTests, 'pyproject.toml': '[tool.ruff.lint]\nselect = []\n[tool.mypy]\n' },
    { lint: 'ruff check .', typecheck: 'mypy .', build: null },
  ],
  [
    'go vet',
    { 'go.mod': 'module a\n', 'a_test.go': '' },
    { lint: 'go vet ./...', typecheck: null, build: 'go build ./...' },
  ],
  [
    'golangci-lint',
    { 'go.mod': 'module a\n', 'a_test.go': '', '.golangci.yaml': '' },
    { lint: 'golangci-lint run', typecheck: null, build: 'go build ./...' },
  ],
  ['cargo', { 'Cargo.toml': '' }, { lint: 'cargo clippy', typecheck: 'cargo check', build: 'cargo build' }],
  [
    'a Makefile, where the language has nothing of its own',
    { ...pythonTests, 'setup.py': '', Makefile: 'lint:\n\ttrue\nbuild: a\n' },
    { lint: 'make lint', typecheck: null, build: 'make build' },
  ],
])('finds the other commands by %s', async ([, files, others]) => {
  expect(await planOf(files)).toMatchObject(others);
});

test('tells which versions the repository names, cut to a line', async () => {
  const plan = await planOf({
    'package.json': manifest({ engines: { node: '>=22' } }),
    '.nvmrc': `v22\n${'x'.repeat(5000)}`,
  });

  expect(plan.notes).toEqual(['.nvmrc asks for Node.js v22.', 'package.json asks for Node.js >=22.']);
});

test('no rung of any ladder repeats another', async () => {
  const files = [
    { 'package.json': manifest(some), 'package-lock.json': '{}' },
    { 'package.json': manifest(some), 'pnpm-lock.yaml': '' },
    { ...pythonTests, 'requirements.txt': 'a' },
  ];

  for (const plan of await Promise.all(files.map((one) => planOf(one)))) {
    const commands = plan.ladder.map(({ command }) => command);
    expect(commands).toHaveLength(new Set(commands).size);
    expect(commands.length).toBeGreaterThan(1);
  }
});

const twoPackages = (test = 'npm test') => ({
  ...noSettings,
  packages: [
    { path: 'packages/api', install: 'npm ci', test },
    { path: 'packages/web', install: null, test: 'make check # all' },
  ],
});

test('installs and tests packages each by its own commands', async () => {
  const files = { 'packages/api/package.json': manifest(some), 'packages/web/Makefile': 'check:\n\tnode --test\n' };
  const plan = await planOf(files, twoPackages());

  expect(plan.ladder).toEqual([{ command: '(cd packages/api && npm ci)', cures: [] }]);
  expect(plan.test).toEqual({
    command:
      'failed=0; (cd packages/api && npm test) || failed=1; (cd packages/web && make check # all\n) || failed=1; exit $failed',
    script: 'node --test\nmake check # all',
    env: {},
    runner: 'exit-code',
  });
});

test.for<readonly [string, string, number]>([
  ['succeeds', 'true', 0],
  ['fails when the first package does', 'exit 3', 1],
  ['tests the second package in its own folder after the first one failed', 'cd / && false', 1],
])('a command of several packages %s', async ([, first, code]) => {
  const folder = mkdtempSync(join(tmpdir(), 'packages-'));
  for (const name of ['api', 'web']) mkdirSync(join(folder, 'packages', name), { recursive: true });
  const settings = {
    ...twoPackages(first),
    packages: twoPackages(first).packages.map((one) =>
      one.install === null ? { ...one, test: 'touch here # done' } : one,
    ),
  };
  const { test: planned } = await planOf({ Makefile: 'test:\n\ttrue\n' }, settings);
  const { status } = spawnSync('bash', ['-c', planned.command], { cwd: folder });

  expect(status).toBe(code);
  expect(existsSync(join(folder, 'packages/web/here'))).toBe(true);
  rmSync(folder, { recursive: true });
});

test('what is set for the whole repository goes before its packages', async () => {
  const commands = { ...noSettings.commands, test: 'make all', install: 'make deps' };
  const plan = await planOf({}, { ...twoPackages(), commands });

  expect([plan.install, plan.test.command]).toEqual(['make deps', 'make all']);
});
