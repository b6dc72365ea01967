import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDisk } from '../../src/sandbox/disk/open-disk.ts';
import { layerKey } from '../../src/sandbox/layers/layer-key.ts';
import { openLayers } from '../../src/sandbox/layers/open-layers.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { dockerSandboxesForTests } from '../support/docker-sandboxes.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const keyOf = (repository: string) =>
  layerKey({
    repository,
    commit: null,
    files: [{ path: 'package-lock.json', hash: 'aa' }],
    imageId: 'sha256:1',
    setupCommands: ['npm install'],
    limits: { workspaceMiB: 64, workspaceInodes: 5000 },
  });

const key = keyOf('github:42');

/** A real `npm install`, of a package that is in the repository itself. */
const prepare = `
  mkdir -p vendor/greeting
  echo '{"name":"greeting","version":"1.0.0"}' > vendor/greeting/package.json
  echo 'module.exports = "hello"' > vendor/greeting/index.js
  echo '{"name":"app","version":"1.0.0"}' > package.json
  npm install --offline --no-audit --no-fund --install-links ./vendor/greeting`;

const greet = 'node -p \'require("greeting")\'';

describe.skipIf(process.getuid?.() !== 0)('a prepared workspace (needs root, for workspaces on disk)', () => {
  let owned: AsyncDisposableStack;
  let folder: string;

  beforeAll(async () => {
    owned = new AsyncDisposableStack();
    folder = owned.use(await temporaryDirectory()).path;
    await using first = await openSandboxes();
    await using box = await first.create({ workspace: { kind: 'new', storage: 'disk' } });
    expect(await run(box, prepare)).toMatchObject({ ok: true });
    await first.layers.keep(key, box);
  });

  afterAll(() => owned.disposeAsync());

  test('gives the next sandbox its dependencies without an installation, also in another process', async () => {
    await using sandboxes = await openSandboxes();
    await using box = await sandboxes.fromLayer();

    expect(await run(box, greet)).toMatchObject({ ok: true, stdout: 'hello\n' });
  });

  test('is never found for another repository', async () => {
    await using sandboxes = await openSandboxes();

    expect(await sandboxes.layers.find(key)).not.toBeNull();
    expect(await sandboxes.layers.find(keyOf('github:43'))).toBeNull();
  });

  test('is not changed by what a run does to its copy', async () => {
    await using sandboxes = await openSandboxes();
    await using hostile = await sandboxes.fromLayer();
    await using beside = await sandboxes.fromLayer();

    const spoilt = 'echo \'module.exports = "spoilt"\' > node_modules/greeting/index.js';
    expect(await run(hostile, `${spoilt} && rm -rf vendor && sync && ${greet}`)).toMatchObject({ stdout: 'spoilt\n' });
    await using after = await sandboxes.fromLayer();

    expect(await run(beside, `${greet} && ls -d vendor`)).toMatchObject({ stdout: 'hello\nvendor\n' });
    expect(await run(after, `${greet} && ls -d vendor`)).toMatchObject({ stdout: 'hello\nvendor\n' });
  });

  test('can be evicted while a sandbox uses its copy', async () => {
    await using sandboxes = await openSandboxes({ maxBytes: 0 });
    await using box = await sandboxes.fromLayer();

    await sandboxes.layers.evict();

    expect(await sandboxes.layers.find(key)).toBeNull();
    expect(await run(box, greet)).toMatchObject({ stdout: 'hello\n' });
  });

  async function openSandboxes({ maxBytes = 1e9 } = {}) {
    const sandboxes = await dockerSandboxesForTests({
      stateDirectory: join(folder, 'state'),
      openDisk: (signal) => openDisk({ ...disk, directory: join(folder, 'disk') }, signal),
    });
    const layers = await openLayers({
      provider: sandboxes.provider,
      directory: join(folder, 'layers'),
      now: () => new Date(),
      settings: { maxBytes, maxUnusedMs: 60_000 },
      log: { warn: () => undefined },
    });
    return {
      ...sandboxes,
      layers,
      async fromLayer() {
        const layer = await layers.find(key);
        expect(layer).not.toBeNull();
        return await sandboxes.create({ workspace: { kind: 'snapshot', id: layer?.snapshot.id ?? '' } });
      },
    };
  }
});

const disk = {
  maxBytes: 1024 ** 3,
  reserveBytes: 64 * 1024 ** 2,
  overcommit: 1,
  say: () => undefined,
  log: { warn: () => undefined },
  now: () => new Date(),
};

function run(box: Sandbox, command: string) {
  return box.exec(command, { timeoutMs: 60_000 });
}
