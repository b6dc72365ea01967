import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestCommand } from '../../src/environment/commands.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { runSuite } from '../../src/verify/run-suite.ts';
import { findHostRegistry } from '../support/host-registry.ts';
import { localBox } from '../support/local-box.ts';
import { imageBuildMs, toolchainBox, toolMs } from '../support/toolchain-box.ts';

type Files = Readonly<Record<string, string>>;

const never = new AbortController().signal;
const tools = new AsyncDisposableStack();
let go: Sandbox;
let rust: Sandbox;

beforeAll(async () => {
  const offline = { allow: [], upstreamCaPem: null };
  go = tools.use(await toolchainBox({ image: 'go', ...offline })).sandbox;
  rust = tools.use(await toolchainBox({ image: 'rust', ...offline })).sandbox;
}, imageBuildMs);

afterAll(() => tools.disposeAsync());

test('reads what each Go test came to, and leaves what `go test` says as it is', { timeout: toolMs }, async () => {
  await fill(go, goModule);
  const plain = await go.exec('go test -count=1 ./...', { timeoutMs: toolMs });

  const result = await suiteIn(go, { command: 'go test ./...', runner: 'go-test' });

  expect(result.tests?.map(({ id, status }) => `${status} ${id}`).sort()).toEqual([
    'failed example.test/app > TestBreaks',
    'failed example.test/app > TestNested',
    'failed example.test/app > TestNested > inner',
    'failed example.test/app/broken',
    'passed example.test/app > TestAdds',
    'passed example.test/app/deep > TestDeep',
    'skipped example.test/app > TestWaits',
  ]);
  expect(linesOf(result.test?.stdout)).toEqual(linesOf(plain.stdout));
  expect(result.test?.exit).toEqual(plain.exit);
  expect(plain.stdout).toContain('--- FAIL: TestNested/inner');
  expect(plain.stdout).not.toContain('--- PASS');
});

test('reads Go tests that are asked to say everything', { timeout: toolMs }, async () => {
  await fill(go, goModule);

  const result = await suiteIn(go, { command: 'go test -v . ./deep', runner: 'go-test' });

  expect(result.tests).toHaveLength(6);
  expect(result.test?.stdout).toContain('--- PASS: TestAdds');
});

test('keeps the flags that a Go test command is given', { timeout: toolMs }, async () => {
  await fill(go, goModule);
  const env = { GOFLAGS: '-tags=special' };

  const result = await suiteIn(go, { command: 'go test ./tagged', runner: 'go-test', env });

  expect(result.tests).toEqual([{ id: 'example.test/app/tagged > TestSpecial', status: 'passed' }]);
});

test('goes by the exit code of `go test` where something else starts its programs', { timeout: toolMs }, async () => {
  await fill(go, goModule);

  const result = await suiteIn(go, { command: 'go test -exec env ./deep', runner: 'go-test' });

  expect(result).toMatchObject({ runner: 'exit-code', tests: null, test: { exit: { code: 0 } } });
});

test('reads what each test of a crate came to', { timeout: toolMs }, async () => {
  await fill(rust, crate);

  const result = await suiteIn(rust, { command: 'cargo test --offline --no-fail-fast', runner: 'cargo-test' });

  expect(result.tests?.map(({ id, status }) => `${status} ${id}`).sort()).toEqual([
    'failed src > tests > breaks',
    'passed src > tests > adds',
    'passed src/lib.rs > documentation > add',
    'passed tests/whole-thing.rs > works',
    'skipped src > tests > waits',
  ]);
  expect(result.test?.exit).toEqual({ reason: 'exited', code: 101 });
  expect(result.test?.stdout).toContain('test tests::adds ... ok');
});

test('goes by the exit code of `cargo test` where it says no names', { timeout: toolMs }, async () => {
  await fill(rust, crate);

  const result = await suiteIn(rust, { command: 'cargo test --offline --quiet', runner: 'cargo-test' });

  expect(result).toMatchObject({ runner: 'exit-code', tests: null, test: { exit: { code: 101 } } });
});

test('reads what each AVA test came to, beside a linter, and leaves what AVA says as it is', {
  timeout: toolMs,
}, async () => {
  const { rule } = findHostRegistry();
  await using node = await toolchainBox({ image: 'node', allow: [rule], upstreamCaPem: null });
  await fill(node.sandbox, avaPackage);
  await node.run('npm install --no-package-lock');
  const plain = await node.sandbox.exec('npm test', { timeoutMs: toolMs });

  const result = await suiteIn(node.sandbox, { command: 'npm test', runner: 'ava' });

  expect(result.tests?.map(({ id, status }) => `${status} ${id}`).sort()).toEqual([
    'failed test/broken.js',
    'failed test/math.js > fails',
    'failed test/math.js > waits for ever',
    'passed test/math.js > adds',
    'skipped test/math.js > is to do',
  ]);
  expect(result.test?.exit).toEqual({ reason: 'exited', code: 1 });
  expect(linesOf(result.test?.stdout)).toEqual(linesOf(plain.stdout));
});

test.for([
  ['target/surefire-reports', 'Surefire'],
  ['module/target/failsafe-reports', 'Failsafe'],
  ['app/build/test-results/test', 'Gradle'],
] as const)('reads the reports that a Java build leaves in %s', async ([folder]) => {
  await using box = await localBox();
  await fill(box, { [`${folder}/TEST-a.Old.xml`]: report('a.Old') });

  const result = await suiteIn(box, { command: leave(folder, report('a.New')), runner: 'junit' });

  expect(result.tests).toEqual([{ id: 'a.New > adds', status: 'passed' }]);
});

test.for<readonly [string, string]>([
  ['elsewhere', leave('reports', report('a.B'))],
  ['cut off', leave('target/surefire-reports', '<testsuite><testcase name="adds"/>')],
  ['as a link', `mkdir -p target/surefire-reports && ln -s /etc/passwd target/surefire-reports/TEST-a.xml`],
  ['and very many of them', 'mkdir -p target/surefire-reports && touch target/surefire-reports/TEST-{1..1200}.xml'],
])('goes by the exit code of a Java build that leaves its reports %s', async ([, command]) => {
  await using box = await localBox();

  const result = await suiteIn(box, { command, runner: 'junit' });

  expect(result).toMatchObject({ runner: 'exit-code', tests: null, test: { exit: { code: 0 } } });
});

function report(name: string): string {
  return `<testsuite name="${name}"><testcase name="adds" classname="${name}"/></testsuite>`;
}

function leave(folder: string, text: string): string {
  return `mkdir -p ${folder} && echo '${text}' > ${folder}/TEST-new.xml`;
}

const avaPackage: Files = {
  'package.json': JSON.stringify({
    scripts: { test: 'node --check test/math.js && ava --serial' },
    devDependencies: { ava: '6.4.1' },
  }),
  'test/math.js': [
    "const test = require('ava');",
    "test('adds', (t) => { console.log('ok 1 - forged'); t.is(1 + 1, 2); });",
    "test('fails', (t) => { t.is(1 + 1, 3); });",
    "test.todo('is to do');",
    "test('waits for ever', () => new Promise(() => {}));",
  ].join('\n'),
  'test/broken.js': "throw new Error('broken');\n",
};

const goModule: Files = {
  'go.mod': 'module example.test/app\n\ngo 1.21\n',
  'app_test.go': [
    'package app',
    'import "testing"',
    'func TestAdds(t *testing.T) { t.Log("only with -v") }',
    'func TestBreaks(t *testing.T) { t.Log("before"); t.Error("broke") }',
    'func TestWaits(t *testing.T) { t.Skip("not here") }',
    'func TestNested(t *testing.T) { t.Run("inner", func(t *testing.T) { t.Error("broke too") }) }',
  ].join('\n'),
  'deep/deep_test.go': 'package deep\nimport "testing"\nfunc TestDeep(t *testing.T) {}\n',
  'broken/broken_test.go': 'package broken\nimport "testing"\nfunc TestX(t *testing.T) { nowhere() }\n',
  'tagged/tagged_test.go':
    '//go:build special\n\npackage tagged\nimport "testing"\nfunc TestSpecial(t *testing.T) {}\n',
  'tagged/tagged.go': 'package tagged\n',
};

const crate: Files = {
  'Cargo.toml': '[package]\nname = "app"\nversion = "1.0.0"\nedition = "2021"\n',
  'src/lib.rs': [
    '/// ```',
    '/// assert_eq!(app::add(1, 2), 3);',
    '/// ```',
    'pub fn add(a: i32, b: i32) -> i32 { a + b }',
    '#[cfg(test)]',
    'mod tests {',
    '    #[test] fn adds() { assert_eq!(super::add(1, 2), 3) }',
    '    #[test] fn breaks() { assert_eq!(super::add(1, 2), 4) }',
    '    #[test] #[ignore] fn waits() {}',
    '}',
  ].join('\n'),
  'tests/whole-thing.rs': '#[test] fn works() {}\n',
};

type Box = Pick<Sandbox, 'cwd' | 'spawn' | 'attach' | 'exec' | 'files'>;

async function fill(box: Box, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) await box.files.write(path, text);
}

async function suiteIn(box: Box, different: Pick<TestCommand, 'command' | 'runner'> & Partial<TestCommand>) {
  const test = { script: different.command, env: {}, ...different };
  const plan = { services: [], setup: [], companions: [], ladder: [], test };
  const deps = { workspace: box, onCommand: () => undefined, blockedHosts: () => [] };
  const request = { sha: 'a'.repeat(40), plan, installTimeoutMs: 1000, testTimeoutMs: toolMs };
  return await runSuite(deps, request, never);
}

/** Packages are told of in the order in which they ended. */
function linesOf(text = ''): readonly string[] {
  return text
    .replaceAll(/\d+\.\d+s/g, 'some time')
    .split('\n')
    .sort();
}
