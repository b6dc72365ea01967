import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const repository = resolve(import.meta.dirname, '../..');
const execute = promisify(execFile);

/** An empty folder in which somebody installed the packed package and saved what its README shows. */
let folder: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  folder = await temporaryDirectory();
  await execute('npm', ['pack', '--pack-destination', folder.path], { cwd: repository, timeout: 60_000 });
  const [tarball = 'none'] = await readdir(folder.path);
  await writeFile(join(folder.path, 'package.json'), '{ "type": "module", "private": true }');
  const quietly = ['--no-audit', '--no-fund', '--prefer-offline', '--omit=optional'];
  await execute('npm', ['install', `./${tarball}`, ...quietly], { cwd: folder.path, timeout: 240_000 });
  const readme = await readFile(join(folder.path, 'node_modules/sandpiper/src/sandbox/README.md'), 'utf8');
  await writeFile(join(folder.path, 'sandbox.ts'), /```ts\n(.*?)```/s.exec(readme)?.[1] ?? '');
}, 300_000);

afterAll(() => folder[Symbol.asyncDispose]());

test('the script of the README finds its sandbox again in a second process', { timeout: 300_000 }, async () => {
  await using _ = { [Symbol.asyncDispose]: async () => void (await evaluate(removeAll)) };
  const first = await run();
  const id = /sandbox\.ts (\S+)$/m.exec(first)?.[1] ?? 'none';

  const second = await run(id);

  expect(first).toContain('is 7 a number? true');
  expect(first).toMatch(/allowed \S*is-number/);
  expect(first).toContain("the fork: { reason: 'exited', code: 1 }");
  expect(second).toContain('is 7 a number? true');
  await expect(run(id)).rejects.toThrow(/SandboxFault/);
});

test('the script of the README is the example, and thirty lines long at most', async () => {
  const [example, shown] = await Promise.all([
    readFile(join(repository, 'examples/sandbox.ts'), 'utf8'),
    readFile(join(folder.path, 'sandbox.ts'), 'utf8'),
  ]);

  expect(shown).toBe(example);
  expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
});

test('the types of the package hold for the script, without those of its dependencies', async () => {
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024,esnext'];
  const types = ['--types', 'node', '--typeRoots', join(repository, 'node_modules/@types')];

  await execute(join(repository, 'node_modules/.bin/tsc'), [...options, ...types, 'sandbox.ts'], { cwd: folder.path });
});

test('the contract can be imported from the package, and the sources of the package are not', async () => {
  const kind = await evaluate("console.log(typeof (await import('sandpiper/sandbox/contract')).sandboxContract)");

  expect(kind.trim()).toBe('function');
  await expect(evaluate("await import('sandpiper/src/sandbox/sandbox.ts')")).rejects.toThrow(/ERR_PACKAGE_PATH/);
});

function run(...args: readonly string[]): Promise<string> {
  return node(['sandbox.ts', ...args]);
}

function evaluate(code: string): Promise<string> {
  return node(['--input-type=module', '--eval', code]);
}

async function node(args: readonly string[]): Promise<string> {
  return (await execute(process.execPath, args, { cwd: folder.path, timeout: 240_000 })).stdout;
}

const removeAll = `
  import { destroyAll, openDockerSandboxes } from 'sandpiper/sandbox';
  await using sandboxes = await openDockerSandboxes({ stateDirectory: '.sandboxes' });
  await destroyAll(sandboxes);
`;
