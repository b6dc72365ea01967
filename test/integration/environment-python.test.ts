import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkoutOf } from '../../src/environment/checkout.ts';
import type { CommandRun } from '../../src/environment/command-run.ts';
import { planEnvironment } from '../../src/environment/plan-environment.ts';
import { noSettings } from '../../src/environment/repository-settings.ts';
import { registriesOfThisHost } from '../../src/sandbox/registries-of-this-host.ts';
import type { Workspace } from '../../src/sandbox/sandbox.ts';
import { runSuite } from '../../src/verify/run-suite.ts';
import { openRegistryDouble, type RegistryDouble } from '../support/registry-double.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { imageBuildMs, type ToolchainBox, toolchainBox, toolMs } from '../support/toolchain-box.ts';

type Files = Readonly<Record<string, string>>;

const never = new AbortController().signal;
const tools = new AsyncDisposableStack();
let registry: RegistryDouble;
let box: ToolchainBox;
let hasPytest = false;

beforeAll(async () => {
  registry = tools.use(await openRegistryDouble());
  const { allow, env } = registriesOfThisHost(['python'], { PIP_INDEX_URL: `${registry.url}/simple` });
  box = tools.use(await toolchainBox({ image: 'python', allow, upstreamCaPem: registry.caPem, env }));
  await publishGreeting();
  hasPytest = await publishPytest();
}, imageBuildMs);

afterAll(() => tools.disposeAsync());

const sample: Files = {
  'requirements.txt': 'greeting==1.0.0\n',
  'words.py': 'import greeting\n\n\ndef hello():\n    return greeting.greet("you")\n',
};

test('installs into a virtual environment outside the checkout, which the tests then use', {
  timeout: toolMs,
}, async () => {
  const files = {
    ...sample,
    'test_words.py':
      'import unittest\nimport words\n\n\nclass Hello(unittest.TestCase):\n    def test_hello(self):\n        self.assertEqual(words.hello(), "Hello, you!")\n',
  };

  const { result, runs } = await suiteIn('unittest', files);

  expect(runs.map(({ command }) => command)).toEqual([
    'python3 -m venv "$HOME/venv" && pip install -r requirements.txt',
    'python -m unittest discover',
  ]);
  expect(result.test).toMatchObject({ exit: { reason: 'exited', code: 0 } });
  expect(await box.run('ls unittest')).toMatchObject({
    stdout: '__pycache__\nrequirements.txt\ntest_words.py\nwords.py\n',
  });
});

test('knows every test of pytest by its name', { timeout: toolMs }, async ({ skip }) => {
  skip(!hasPytest, 'pip of this machine could not get pytest');
  const files = {
    ...sample,
    'pytest.ini': '[pytest]\naddopts = -q\n',
    'tests/test_words.py': [
      'import pytest',
      'import words',
      'def test_hello(): assert words.hello() == "Hello, you!"',
      'def test_broken(): assert words.hello() == "Bye"',
      '@pytest.mark.parametrize("n", [1, 2])',
      'def test_numbers(n): assert n < 2',
      '@pytest.mark.skip',
      'def test_later(): pass',
      '@pytest.mark.xfail',
      'def test_known(): assert False',
      'class TestClass:',
      '    @pytest.fixture',
      '    def torn(self):',
      '        yield 1',
      '        raise ValueError()',
      '    def test_torn(self, torn): pass',
    ].join('\n'),
    'tests/test_unreadable.py': 'import nothing_like_it\n',
  };

  const { result } = await suiteIn('pytest', files);

  expect(result.runner).toBe('pytest');
  expect(result.test?.stdout).toContain('short test summary info');
  expect(Object.fromEntries((result.tests ?? []).map(({ id, status }) => [id, status]))).toEqual({
    'tests/test_unreadable.py': 'failed',
  });

  const { result: readable } = await suiteIn('pytest-readable', { ...files, 'tests/test_unreadable.py': '' });

  expect(Object.fromEntries((readable.tests ?? []).map(({ id, status }) => [id, status]))).toEqual({
    'tests/test_words.py > test_hello': 'passed',
    'tests/test_words.py > test_broken': 'failed',
    'tests/test_words.py > test_numbers[1]': 'passed',
    'tests/test_words.py > test_numbers[2]': 'failed',
    'tests/test_words.py > test_later': 'skipped',
    'tests/test_words.py > test_known': 'skipped',
    'tests/test_words.py > TestClass > test_torn': 'failed',
  });
});

test('says which package the index does not have', { timeout: toolMs }, async () => {
  const files = { ...sample, 'requirements.txt': 'nothing-like-it==3\n', 'test_words.py': '' };

  const { result } = await suiteIn('missing', files);

  expect(result).toMatchObject({ test: null, install: { exit: { code: 1 } } });
  expect(result.install?.stderr).toContain('No matching distribution found for nothing-like-it==3');
});

async function suiteIn(folder: string, files: Files) {
  const { sandbox } = box;
  for (const [path, text] of Object.entries(files)) await sandbox.files.write(`${folder}/${path}`, text);
  await sandbox.exec('rm -rf ~/venv', { timeoutMs: 30_000 });
  const cwd = `${sandbox.cwd}/${folder}`;
  const workspace: Workspace = {
    ...sandbox.restricted(),
    cwd,
    exec: (command, options) => sandbox.exec(command, { cwd, ...options }),
  };
  const checkout = checkoutOf(Object.keys(files), async (path) => files[path] ?? null);
  const planned = await planEnvironment(checkout, noSettings);
  if (planned.kind === 'no-test') throw new Error(planned.reason);
  const runs: CommandRun[] = [];
  const deps = { workspace, onCommand: (run: CommandRun) => void runs.push(run), blockedHosts: () => [] };
  const request = { sha: 'a'.repeat(40), plan: planned.plan, installTimeoutMs: toolMs, testTimeoutMs: 60_000 };
  return { result: await runSuite(deps, request, never), runs };
}

async function publishGreeting(): Promise<void> {
  const { files } = box.sandbox;
  const info = 'wheel/greeting-1.0.0.dist-info';
  await files.write('wheel/greeting.py', "def greet(name):\n    return f'Hello, {name}!'\n");
  await files.write(`${info}/METADATA`, 'Metadata-Version: 2.1\nName: greeting\nVersion: 1.0.0\n');
  await files.write(`${info}/WHEEL`, 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n');
  await files.write(`${info}/RECORD`, '');
  const name = 'greeting-1.0.0-py3-none-any.whl';
  await box.run(`cd wheel && python -m zipfile -c ../${name} *`);
  publish(name, (await files.read(name, { maxBytes: 100_000 })) ?? new Uint8Array());
}

/** The real one, with what it needs, if pip of this machine can have it. */
async function publishPytest(): Promise<boolean> {
  await using folder = await temporaryDirectory();
  const args = [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--only-binary=:all:',
    '--dest',
    folder.path,
    '--python-version=3.11',
    'pytest>=8',
  ];
  try {
    await promisify(execFile)('python3', args, { timeout: 120_000 });
  } catch {
    // No pip, or no index: what depends on it is skipped, and says so.
    return false;
  }
  for (const name of await readdir(folder.path)) publish(name, await readFile(join(folder.path, name)));
  return true;
}

function publish(wheel: string, bytes: Uint8Array): void {
  const digest = createHash('sha256').update(bytes).digest('hex');
  const project = (wheel.split('-')[0] ?? '').toLowerCase().replaceAll('_', '-');
  registry.files.set(`/files/${wheel}`, bytes);
  registry.files.set(`/simple/${project}/`, `<a href="/files/${wheel}#sha256=${digest}">${wheel}</a>`);
}
