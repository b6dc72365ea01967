import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRegistryDouble, type RegistryDouble } from '../support/registry-double.ts';
import { imageBuildMs, type ToolchainBox, toolchainBox, toolMs } from '../support/toolchain-box.ts';

const tools = new AsyncDisposableStack();
let registry: RegistryDouble;
let box: ToolchainBox;

beforeAll(async () => {
  registry = tools.use(await openRegistryDouble());
  const env = { GOPROXY: registry.url, GONOSUMDB: 'example.test' };
  box = tools.use(await toolchainBox({ image: 'go', allow: [registry.rule], upstreamCaPem: registry.caPem, env }));
  await publishModule();
}, imageBuildMs);

afterAll(() => tools.disposeAsync());

test('go gets a module through the proxy, and compiles and runs a program that uses it', {
  timeout: toolMs,
}, async () => {
  const { files } = box.sandbox;
  await files.write('app/go.mod', 'module app\n\ngo 1.23\n');
  await files.write('app/main.go', program);

  const result = await box.run('cd app && go get example.test/greeting@v1.0.0 && go run .');

  expect(result.stderr).toContain('Hello, sandpiper!\n');
  expect(await box.run('cat app/go.sum')).toMatchObject({
    stdout: expect.stringContaining('example.test/greeting v1.0.0 h1:'),
  });
  expect(box.attempts.filter(({ decision }) => decision === 'denied')).toEqual([]);
});

test('a module that asks for a newer Go asks the module proxy for it', { timeout: toolMs }, async () => {
  const { files } = box.sandbox;
  await files.write('newer/go.mod', 'module newer\n\ngo 1.99.0\n');

  const result = await box.sandbox.exec('cd newer && go version', { timeoutMs: 60_000 });

  expect(result.stderr).toMatch(/go1\.99\.0/);
  expect(box.attempts).toContainEqual(
    expect.objectContaining({ path: expect.stringContaining('/golang.org/toolchain/@v/v0.0.1-go1.99.0'), status: 404 }),
  );
});

/** Without `fmt`, since a box's first program waits for every package of the standard library that it uses. */
const program = `package main

import "example.test/greeting"

func main() { println(greeting.Greet("sandpiper")) }
`;

async function publishModule(): Promise<void> {
  const folder = 'example.test/greeting@v1.0.0';
  const mod = 'module example.test/greeting\n\ngo 1.23\n';
  const { files } = box.sandbox;
  await files.write(`${folder}/go.mod`, mod);
  await files.write(
    `${folder}/greeting.go`,
    'package greeting\n\nfunc Greet(name string) string { return "Hello, " + name + "!" }\n',
  );
  const zip =
    "import sys, zipfile; archive = zipfile.ZipFile('module.zip', 'w'); [archive.write(name) for name in sys.argv[1:]]";
  await box.run(`python3 -c "${zip}" ${folder}/*`);
  const versions = '/example.test/greeting/@v';
  registry.files.set(`${versions}/list`, 'v1.0.0\n');
  registry.files.set(`${versions}/v1.0.0.info`, JSON.stringify({ Version: 'v1.0.0', Time: '2026-01-01T00:00:00Z' }));
  registry.files.set(`${versions}/v1.0.0.mod`, mod);
  registry.files.set(`${versions}/v1.0.0.zip`, (await files.read('module.zip', { maxBytes: 100_000 })) ?? '');
}
