import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imageRecipes } from '../../../../src/sandbox/images/image-recipes.ts';
import { imageReference, imageSources } from '../../../../src/sandbox/images/image-reference.ts';
import { sandboxImages } from '../../../../src/sandbox/images/sandbox-image.ts';

test('an image comes after the one it is built upon', () => {
  const early = sandboxImages.filter((image, at) => {
    const { from } = imageRecipes[image];
    return from !== null && sandboxImages.indexOf(from) >= at;
  });

  expect(early).toEqual([]);
});

test('every image has a content of its own', async () => {
  const references = await Promise.all(sandboxImages.map(imageReference));

  expect(new Set(references).size).toBe(sandboxImages.length);
  for (const reference of references) expect(reference).toMatch(/^sandpiper\/[a-z]+:[0-9a-f]{12}$/);
});

test('the full image installs each toolchain by the script that its own image uses', async () => {
  const toolchains = sandboxImages.filter((image) => !['base', 'node', 'full'].includes(image));
  const full = await dockerfileOf('full');

  for (const toolchain of toolchains) {
    const [own, inFull] = [`COPY install /opt/${toolchain}/`, `COPY ${toolchain}/install /opt/${toolchain}/`];
    const run = `RUN sh /opt/${toolchain}/install`;
    expect(await dockerfileOf(toolchain)).toContain(`${own}\n${run}\n`);
    expect(full).toContain(`${inFull}\n${run}\n`);
  }
});

test.for(sandboxImages)('%s ends as the user of a sandbox', async (image) => {
  const users = [...(await dockerfileOf(image)).matchAll(/^USER (.*)$/gm)].map((match) => match[1]);

  expect(users.at(-1)).toBe('1000:1000');
});

const dockerfileOf = (image: string) => readFile(join(imageSources, image, 'Dockerfile'), 'utf8');
