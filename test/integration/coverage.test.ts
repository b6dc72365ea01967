import { execFile } from 'node:child_process';
import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Runner } from '../../src/environment/commands.ts';
import type { SandboxSpec, Workspace } from '../../src/sandbox/sandbox.ts';
import { coverageVariable } from '../../src/verify/line-coverage/coverage-means.ts';
import { runWithCoverage } from '../../src/verify/line-coverage/run-with-coverage.ts';
import { dockerSandboxesForTests } from '../support/docker-sandboxes.ts';
import { localBox } from '../support/local-box.ts';

type Files = Readonly<Record<string, string>>;

const never = new AbortController().signal;

/** Executed lines end in `// +`, missed ones in `// -`. */
const typed = [
  'export type Sign = 1 | -1;',
  'export interface Named {',
  '  readonly name: string;',
  '}',
  "// größe: 'ü'",
  "export const never = (a: Named): string => a.name + '–'; // -",
  'export function sign(a: number): Sign { // +',
  '  if (a < 0) { // +',
  '    return -1; // -',
  '  }',
  '  return 1; // +',
  '}',
].join('\n');
const plain = [
  'exports.twice = (a) => { // +',
  "  if (a === 0) throw new Error('no'); // -",
  '  return a * 2; // +',
  '};',
  'exports.never = () => 1; // -',
].join('\n');

const nodeTest: Files = {
  'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
  'src/sign.ts': typed,
  'src/twice.cjs': plain,
  'src/forgotten.ts': 'export const forgotten = 1; // -\n',
  'test/all.test.ts': [
    "import test from 'node:test';",
    "import { sign } from '../src/sign.ts';",
    "import twice from '../src/twice.cjs';",
    "test('all', () => { sign(2); twice.twice(1); });",
  ].join('\n'),
};
const sources = ['src/sign.ts', 'src/twice.cjs', 'src/forgotten.ts'];

test('node:test tells the changed lines it executed, of modules with types and without, in a box', async () => {
  await using sandboxes = await dockerSandboxesForTests();
  await using sandbox = await sandboxes.provider.create(sandboxes.spec({ limits }), never);
  await fill(sandbox, nodeTest);

  expect(await measure(sandbox, nodeTest, { paths: sources })).toEqual(expectedOf(nodeTest, sources));
});

test('a script that calls the tests through npm and a shell is counted as well', async () => {
  await using box = await boxOnThisMachine();
  const files = {
    ...nodeTest,
    'package.json': JSON.stringify({ scripts: { test: 'npm run -s unit && true', unit: 'node test/all.test.ts' } }),
  };
  await fill(box, files);

  expect(await measure(box, files, { paths: ['src/twice.cjs'] })).toEqual(expectedOf(files, ['src/twice.cjs']));
});

test('a test that fails is coverage all the same', async () => {
  await using box = await boxOnThisMachine();
  const files = { ...nodeTest, 'test/fails.test.ts': "throw new Error('no');" };
  await fill(box, files);

  expect(await measure(box, files, { paths: ['src/sign.ts'] })).toEqual(expectedOf(files, ['src/sign.ts']));
});

test('nothing is known of Vitest without its coverage package', async () => {
  await using box = await boxOnThisMachine();
  const files = vitestRepository;
  await symlink(join(import.meta.dirname, '../../node_modules'), join(box.cwd, 'node_modules'));
  await fill(box, files);

  expect(await measure(box, files, { paths: ['src/sign.ts'], runner: 'vitest' })).toBeNull();
});

const vitestRepository: Files = {
  'package.json': JSON.stringify({ type: 'module', scripts: { test: 'vitest run' } }),
  'src/sign.ts': typed,
  'src/sign.test.ts':
    "import { test } from 'vitest';\nimport { sign } from './sign.ts';\ntest('all', () => { sign(2); });\n",
};

test.for<readonly [string, string]>([
  ['ends before anything was counted', 'exit 0'],
  ['leaves what is no report', 'echo forged > $NODE_V8_COVERAGE/coverage-1.json'],
  ['leaves a report without functions', `echo '{"result":[{"url":"file:///x"}]}' > $NODE_V8_COVERAGE/coverage-1.json`],
  ['leaves more than is read', 'head -c 70000000 /dev/zero > $NODE_V8_COVERAGE/coverage-1.json'],
  ['leaves very many reports', 'for i in $(seq 2100); do echo {} > $NODE_V8_COVERAGE/coverage-$i.json; done'],
  ['leaves no folder', 'rm -r $NODE_V8_COVERAGE'],
  ['leaves a link to another folder', 'rm -r $NODE_V8_COVERAGE; ln -s /etc $NODE_V8_COVERAGE'],
  ['runs the tests of nothing that changed', 'echo "1" > a.cjs; node a.cjs'],
  ['leaves a report that never ends', 'mkfifo $NODE_V8_COVERAGE/coverage-1.json'],
  ['puts a device where a report was', 'ln -s /dev/zero $NODE_V8_COVERAGE/coverage-1.json'],
])('nothing is known where the command %s', async ([, script]) => {
  await using box = await boxOnThisMachine();
  const files = { ...nodeTest, 'package.json': JSON.stringify({ scripts: { test: script } }) };
  await fill(box, files);

  expect(await measure(box, files, { paths: ['src/sign.ts'] })).toBeNull();
});

test('nothing is known where the tests hang', async () => {
  await using box = await boxOnThisMachine();
  const files = { ...nodeTest, 'test/hangs.test.ts': 'setInterval(() => {}, 1000);' };
  await fill(box, files);

  expect(await measure(box, files, { paths: ['src/sign.ts'], testTimeoutMs: 3000 })).toBeNull();
});

test.for<readonly [string, Runner, readonly string[]]>([
  ['the runner offers nothing', 'exit-code', ['src/sign.ts']],
  ['the files are in another language', 'node-test', ['src/sign.py']],
  ['no file changed', 'node-test', []],
])('no command is run where %s', async ([, runner, paths]) => {
  await using box = await boxOnThisMachine();
  const commands: string[] = [];

  const coverage = await measure(box, nodeTest, { paths, runner, commands });

  expect({ coverage, commands }).toEqual({ coverage: null, commands: [] });
});

test('pytest tells lines where the coverage package is installed', async (context) => {
  if (!(await hasPython('pytest, coverage'))) context.skip('pytest or coverage is not on this machine');
  await using box = await boxOnThisMachine();
  await fill(box, pythonRepository);

  const coverage = await measure(box, pythonRepository, { paths: ['pkg/sign.py'], runner: 'pytest' });

  expect(coverage).toEqual([{ path: 'pkg/sign.py', covered: [1, 2, 4], uncovered: [3] }]);
});

const withoutPackage = { 'coverage.py': 'raise ImportError("none")\n' };

test('pytest tells lines without the coverage package, by what Python itself offers', async (context) => {
  if (!(await hasPython('pytest'))) context.skip('pytest is not on this machine');
  await using box = await boxOnThisMachine();
  const files = { ...pythonRepository, ...withoutPackage, 'pkg/shapes.py': shapes };
  await fill(box, files);

  const coverage = await measure(box, files, { paths: ['pkg/sign.py', 'pkg/shapes.py'], runner: 'pytest' });

  const marked = (mark: string) => shapes.split('\n').flatMap((line, at) => (line.endsWith(mark) ? [at + 1] : []));
  expect(coverage).toEqual([
    { path: 'pkg/sign.py', covered: [1, 2, 4], uncovered: [3] },
    { path: 'pkg/shapes.py', covered: marked('# +'), uncovered: marked('# -') },
  ]);
});

test('nothing is known of Python where the tests put another tracer in the place of the first', async (context) => {
  if (!(await hasPython('pytest'))) context.skip('pytest is not on this machine');
  await using box = await boxOnThisMachine();
  const tracing = 'import sys\ndef test_traces():\n    sys.settrace(None)\n';
  const files = { ...pythonRepository, ...withoutPackage, 'test_traces.py': tracing };
  await fill(box, files);

  expect(await measure(box, files, { paths: ['pkg/sign.py'], runner: 'pytest' })).toBeNull();
});

const shapes = `import functools  # +


@functools.lru_cache  # +
def cached(a):  # +
    """Neither are a function's."""
    if a:  # +
        return [  # +
            a,  # +
            a + 1,  # +
        ]
    return []  # -


class Shape:  # +
    sides = 0  # +

    def area(self):  # +
        raise NotImplementedError  # -


async def later():  # +
    yield 1  # -


def in_thread(results):  # +
    results.append(1)  # +
`;

const pythonRepository: Files = {
  'pkg/__init__.py': '',
  'pkg/sign.py': 'def sign(a):\n    if a < 0:\n        return -1\n    return 1\n',
  'test_sign.py': 'from pkg.sign import sign\ndef test_sign():\n    assert sign(2) == 1\n',
  'test_shapes.py': `import threading
import pytest
def test_shapes():
    shapes = pytest.importorskip("pkg.shapes")
    assert shapes.cached(1) == [1, 2]
    results = []
    thread = threading.Thread(target=shapes.in_thread, args=(results,))
    thread.start()
    thread.join()
    assert results == [1]
`,
};

const limits: SandboxSpec['limits'] = { cpus: 1, memoryMiB: 512, pids: 128, workspaceMiB: 64, workspaceInodes: 5000 };

type Measured = {
  readonly paths: readonly string[];
  readonly runner?: Runner;
  readonly testTimeoutMs?: number;
  readonly commands?: string[];
};

async function measure(workspace: Workspace, files: Files, measured: Measured) {
  const { paths, runner = 'node-test', testTimeoutMs = 60_000, commands = [] } = measured;
  const command = runner === 'pytest' ? 'python3 -m pytest -q' : 'npm test';
  return await runWithCoverage(
    { workspace, onCommand: (run) => commands.push(run.command), blockedHosts: () => [] },
    {
      plan: { services: [], setup: [], companions: [], ladder: [], test: { command, script: '', env: {}, runner } },
      sources: paths.map((path) => ({ path, text: files[path] ?? 'a', lines: lineNumbers(files[path] ?? 'a') })),
      installTimeoutMs: 10_000,
      testTimeoutMs,
    },
    never,
  );
}

function lineNumbers(text: string): readonly number[] {
  return text.split('\n').map((_, index) => index + 1);
}

function expectedOf(files: Files, paths: readonly string[]) {
  return paths.map((path) => {
    const lines = (files[path] ?? '').split('\n');
    const marked = (mark: string) => lines.flatMap((line, index) => (line.endsWith(mark) ? [index + 1] : []));
    return { path, covered: marked('// +'), uncovered: marked('// -') };
  });
}

async function fill(workspace: Workspace, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) await workspace.files.write(path, text);
}

async function hasPython(modules: string): Promise<boolean> {
  return await promisify(execFile)('python3', ['-c', `import ${modules}`]).then(
    () => true,
    () => false,
  );
}

/** A box without a container keeps what it collects in this machine's own folder for temporary files: it is cleared away. */
async function boxOnThisMachine(): Promise<Workspace & AsyncDisposable> {
  const box = await localBox();
  const folders: string[] = [];
  return {
    ...box,
    exec: async (command, options) => {
      const folder = options.env?.[coverageVariable];
      if (folder !== undefined) folders.push(folder);
      return await box.exec(command, options);
    },
    [Symbol.asyncDispose]: async () => {
      await box[Symbol.asyncDispose]();
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    },
  };
}
