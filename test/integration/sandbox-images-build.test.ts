import { mkdtempDisposable, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildImage } from '../../src/sandbox/images/build-image.ts';
import { ensureImages } from '../../src/sandbox/images/ensure-images.ts';
import { fetchPackages } from '../../src/sandbox/images/fetch-packages.ts';
import { imageExists } from '../../src/sandbox/images/image-exists.ts';
import { imageReference } from '../../src/sandbox/images/image-reference.ts';
import { nodePackages } from '../../src/sandbox/images/node-packages.ts';
import { dockerSandboxesForTests } from '../support/docker-sandboxes.ts';

const never = new AbortController().signal;

test('nothing is done, and nothing said, when the engine has the images', async () => {
  const said: string[] = [];
  await using sandboxes = await dockerSandboxesForTests();

  await ensureImages({ docker: sandboxes.docker, say: (line) => said.push(line) }, ['base', 'node'], never);

  expect(said).toEqual([]);
});

test('a build that fails shows what its last step said, and leaves no image', async () => {
  await using build = await buildOf('RUN echo "the mirror is gone" && exit 100');

  const built = build.start(never);

  await expect(built).rejects.toMatchObject({
    name: 'SandboxFault',
    message: expect.stringContaining('returned a non-zero code: 100'),
    log: expect.stringContaining('the mirror is gone'),
  });
  expect(build.said).toContainEqual(expect.stringMatching(/Step 2\/2 : RUN echo/));
  expect(await build.exists()).toBe(false);
});

test('a build ends with the signal, and leaves no image', async () => {
  const controller = new AbortController();
  await using build = await buildOf('RUN sleep 600', (line) => {
    if (line.includes('RUN sleep')) controller.abort();
  });

  await expect(build.start(controller.signal)).rejects.toMatchObject({ name: 'AbortError' });

  expect(await build.exists()).toBe(false);
});

test('a package that is not the pinned one is refused', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-test-'));
  const yarn = nodePackages.filter(({ file }) => file === 'yarn.tgz');
  const other = yarn.map((pinned) => ({ ...pinned, integrity: `sha512-${'A'.repeat(86)}==` }));

  await expect(fetchPackages(other, folder.path, never)).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
  await fetchPackages(yarn, folder.path, never);

  expect(await readdir(folder.path)).toEqual(['yarn.tgz']);
});

test('a package that cannot be had shows what npm says', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-test-'));
  const missing = { file: 'missing.tgz', spec: './no-such-package', integrity: '' };

  await expect(fetchPackages([missing], folder.path, never)).rejects.toMatchObject({
    name: 'SandboxFault',
    log: expect.stringMatching(/ENOENT|no such file/),
  });
});

async function buildOf(instruction: string, onStep: (line: string) => void = () => undefined) {
  const sandboxes = await dockerSandboxesForTests();
  const folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-test-'));
  const tag = `sandpiper-test/${sandboxes.installation}:1`;
  const said: string[] = [];
  const say = (line: string) => {
    said.push(line);
    onStep(line);
  };
  await writeFile(join(folder.path, 'Dockerfile'), `FROM ${await imageReference('base')}\n${instruction}\n`);
  const context = new Map([['Dockerfile', join(folder.path, 'Dockerfile')]]);
  return {
    said,
    start: (signal: AbortSignal) => buildImage({ docker: sandboxes.docker, say }, { tag, context, args: {} }, signal),
    exists: () => imageExists(sandboxes.docker, tag),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
