import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRegistryDouble, type RegistryDouble } from '../support/registry-double.ts';
import { imageBuildMs, type ToolchainBox, toolchainBox, toolMs } from '../support/toolchain-box.ts';

const tools = new AsyncDisposableStack();
let registry: RegistryDouble;
let box: ToolchainBox;

beforeAll(async () => {
  registry = tools.use(await openRegistryDouble());
  box = tools.use(await toolchainBox({ image: 'rust', allow: [registry.rule], upstreamCaPem: registry.caPem }));
  await publishCrate();
}, imageBuildMs);

afterAll(() => tools.disposeAsync());

test('cargo adds a crate from a sparse index through the proxy, and compiles and runs a program that uses it', {
  timeout: toolMs,
}, async () => {
  const { files } = box.sandbox;
  const source = `[source.crates-io]\nreplace-with = "double"\n[source.double]\nregistry = "sparse+${registry.url}/index/"\n`;
  await files.write('app/.cargo/config.toml', source);
  await files.write('app/Cargo.toml', manifest('app'));
  await files.write('app/src/main.rs', 'fn main() { println!("{}", greeting::greet("sandpiper")); }\n');

  const result = await box.run('cd app && cargo --quiet add greeting@1.0.0 && cargo --quiet run');

  expect(result.stdout).toBe('Hello, sandpiper!\n');
  expect(box.attempts).toContainEqual(expect.objectContaining({ path: crate, decision: 'allowed', status: 200 }));
  expect(box.attempts.filter(({ decision }) => decision === 'denied')).toEqual([]);
});

const crate = '/crates/greeting/1.0.0/download';

const manifest = (name: string) =>
  `[package]\nname = "${name}"\nversion = "1.0.0"\nedition = "2021"\n\n[dependencies]\n`;

async function publishCrate(): Promise<void> {
  const { files } = box.sandbox;
  await files.write('greeting/Cargo.toml', manifest('greeting'));
  await files.write('greeting/src/lib.rs', 'pub fn greet(name: &str) -> String { format!("Hello, {name}!") }\n');
  await box.run('cd greeting && cargo --quiet package --offline --no-verify');
  const bytes = await files.read('greeting/target/package/greeting-1.0.0.crate', { maxBytes: 100_000 });
  const cksum = createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
  const entry = { name: 'greeting', vers: '1.0.0', deps: [], cksum, features: {}, yanked: false };
  registry.files.set('/index/config.json', JSON.stringify({ dl: `${registry.url}/crates` }));
  registry.files.set('/index/gr/ee/greeting', `${JSON.stringify(entry)}\n`);
  registry.files.set(crate, bytes ?? '');
}
