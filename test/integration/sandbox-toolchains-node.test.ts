import { afterAll, beforeAll, expect, test } from 'vitest';
import { findHostRegistry } from '../support/host-registry.ts';
import { imageBuildMs, type ToolchainBox, toolchainBox, toolMs } from '../support/toolchain-box.ts';

const registry = findHostRegistry();
let box: ToolchainBox;

beforeAll(async () => {
  const { host, port, scheme, pathPrefix } = registry.rule;
  const url = `${scheme}://${host}:${port}${pathPrefix}`;
  const env = { npm_config_registry: url, YARN_REGISTRY: url };
  box = await toolchainBox({ image: 'node', allow: [registry.rule], upstreamCaPem: registry.caPem, env });
}, imageBuildMs);

afterAll(() => box[Symbol.asyncDispose]());

test.for([
  ['npm', 'npm install --package-lock-only && npm ci'],
  ['pnpm', 'pnpm install'],
  ['yarn', 'yarn install --silent'],
] as const)(
  '%s installs a package of the real registry through the proxy, and a program uses it',
  { timeout: toolMs },
  async ([name, install]) => {
    await box.sandbox.files.write(`${name}/package.json`, JSON.stringify({ dependencies: { 'is-number': '7.0.0' } }));
    await box.sandbox.files.write(`${name}/main.js`, "console.log(require('is-number')('7'))");

    await box.run(`cd ${name} && ${install}`);
    const result = await box.run(`cd ${name} && node main.js`);

    expect(result.stdout).toBe('true\n');
    expect(box.attempts).toContainEqual(
      expect.objectContaining({ path: expect.stringMatching(/\/is-number-7\.0\.0\.tgz$/), status: 200 }),
    );
  },
);
