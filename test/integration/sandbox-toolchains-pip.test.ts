import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRegistryDouble, type RegistryDouble } from '../support/registry-double.ts';
import { imageBuildMs, type ToolchainBox, toolchainBox, toolMs } from '../support/toolchain-box.ts';

const tools = new AsyncDisposableStack();
let registry: RegistryDouble;
let box: ToolchainBox;

beforeAll(async () => {
  registry = tools.use(await openRegistryDouble());
  const env = { PIP_INDEX_URL: `${registry.url}/simple` };
  box = tools.use(await toolchainBox({ image: 'python', allow: [registry.rule], upstreamCaPem: registry.caPem, env }));
  await publishWheel();
}, imageBuildMs);

afterAll(() => tools.disposeAsync());

test.for([
  ['as it is', ''],
  ['in a virtual environment', 'python -m venv .venv && . .venv/bin/activate &&'],
] as const)(
  'pip %s installs a wheel through the proxy, and a program uses it',
  { timeout: toolMs },
  async ([, prepare]) => {
    await box.sandbox.files.write('main.py', "import greeting\nprint(greeting.greet('sandpiper'))\n");

    const result = await box.run(`${prepare} pip install --quiet greeting==1.0.0 && python main.py`);

    expect(result.stdout).toBe('Hello, sandpiper!\n');
    expect(box.attempts.map(({ path, decision, status }) => ({ path, decision, status }))).toContainEqual({
      path: `/files/${wheel}`,
      decision: 'allowed',
      status: 200,
    });
    expect(box.attempts.filter(({ decision }) => decision === 'denied')).toEqual([]);
  },
);

const wheel = 'greeting-1.0.0-py3-none-any.whl';

async function publishWheel(): Promise<void> {
  const info = 'wheel/greeting-1.0.0.dist-info';
  const { files } = box.sandbox;
  await files.write('wheel/greeting.py', "def greet(name):\n    return f'Hello, {name}!'\n");
  await files.write(`${info}/METADATA`, 'Metadata-Version: 2.1\nName: greeting\nVersion: 1.0.0\n');
  await files.write(`${info}/WHEEL`, 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n');
  await files.write(`${info}/RECORD`, '');
  await box.run(`cd wheel && python -m zipfile -c ../${wheel} *`);
  const bytes = await files.read(wheel, { maxBytes: 100_000 });
  const digest = createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
  registry.files.set(`/files/${wheel}`, bytes ?? '');
  registry.files.set('/simple/greeting/', `<a href="/files/${wheel}#sha256=${digest}">${wheel}</a>`);
}
