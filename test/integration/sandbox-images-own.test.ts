import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { connectEngine } from '../../src/sandbox/engine/connect-engine.ts';
import { imageReference } from '../../src/sandbox/images/image-reference.ts';
import { listImages } from '../../src/sandbox/images/list-images.ts';
import { resolveImage } from '../../src/sandbox/images/resolve-image.ts';
import { runInImage } from '../../src/sandbox/images/run-in-image.ts';

const docker = connectEngine(operatorSettings().dockerHost);
const deps = { docker, say: () => undefined };
const never = new AbortController().signal;

test('one of our images is had by its name', async () => {
  expect(await resolveImage(deps, 'node', never)).toBe(await imageReference('node'));
});

test('a folder is built upon the image of ours that its Dockerfile names, and is listed', async () => {
  await using own = await ownFolder('ARG BASE=node\nFROM $BASE\nCOPY motto /opt/motto\n', { motto: 'small steps' });

  const reference = await own.resolve();

  expect(reference).toMatch(/^sandpiper-own\/sandpiper-test-[a-z0-9-]+:[0-9a-f]{12}$/);
  const said = await runInImage(
    docker,
    { image: reference, argv: ['/bin/bash', '-c', 'node -v; cat /opt/motto'] },
    never,
  );
  expect(said).toMatch(/^v24\..*\nsmall steps$/);
  expect(await listImages(docker)).toContainEqual({ reference, kind: 'own', bytes: expect.any(Number) });
});

test('a folder is built upon base when it names none', async () => {
  await using own = await ownFolder('ARG BASE\nFROM $BASE\n');

  const reference = await own.resolve();

  expect(await runInImage(docker, { image: reference, argv: ['/bin/bash', '-c', 'command -v node rg'] }, never)).toBe(
    '/usr/bin/rg\n',
  );
});

test('a folder is built again only when it was changed', async () => {
  await using own = await ownFolder('ARG BASE\nFROM $BASE\n');
  const first = await own.resolve();
  const again = await own.resolve();

  await writeFile(join(own.path, 'more'), '');

  expect(again).toBe(first);
  expect(await own.resolve()).not.toBe(first);
});

test('a folder whose image is not fit for a sandbox is refused, and is told why', async () => {
  await using own = await ownFolder('ARG BASE\nFROM $BASE\nUSER root\nRUN chmod u+s /usr/bin/git\n');

  await expect(own.resolve()).rejects.toMatchObject({
    name: 'SandboxFault',
    code: 'invalid',
    message: expect.stringContaining('set-uid files: /usr/bin/git'),
  });
});

test('a folder without a Dockerfile is refused', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-test-'));

  await expect(resolveImage(deps, folder.path, never)).rejects.toMatchObject({ name: 'SandboxFault', code: 'invalid' });
});

test('the images of this release are listed in their order, built or not', async () => {
  const [base, node] = await listImages(docker);

  expect(base).toEqual({ reference: await imageReference('base'), kind: 'built', bytes: expect.any(Number) });
  expect(node).toMatchObject({ reference: await imageReference('node'), kind: 'built' });
});

async function ownFolder(dockerfile: string, files: Readonly<Record<string, string>> = {}) {
  const folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-test-'));
  for (const [name, text] of Object.entries({ ...files, Dockerfile: dockerfile })) {
    await writeFile(join(folder.path, name), text);
  }
  return {
    path: folder.path,
    resolve: () => resolveImage(deps, folder.path, never),
    async [Symbol.asyncDispose]() {
      const name = folder.path.split('/').at(-1)?.toLowerCase();
      const built = (await listImages(docker)).filter(({ reference }) =>
        reference.startsWith(`sandpiper-own/${name}:`),
      );
      for (const { reference } of built) await docker.getImage(reference).remove({ force: true });
      await folder[Symbol.asyncDispose]();
    },
  };
}
