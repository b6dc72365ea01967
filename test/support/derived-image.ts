import { randomUUID } from 'node:crypto';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import { buildImage } from '../../src/sandbox/images/build-image.ts';
import { imageReference } from '../../src/sandbox/images/image-reference.ts';

export type DerivedImage = AsyncDisposable & { readonly reference: string };

/** An image for one test, made of our base image by some lines of a Dockerfile. */
export async function derivedImage(docker: Dockerode, lines: string): Promise<DerivedImage> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-test-'));
  const dockerfile = join(folder.path, 'Dockerfile');
  await writeFile(dockerfile, `FROM ${await imageReference('base')}\n${lines}\n`);
  const reference = `sandpiper-test/${randomUUID()}:1`;
  const build = { tag: reference, context: new Map([['Dockerfile', dockerfile]]), args: {} };
  await buildImage({ docker, say: () => undefined }, build, AbortSignal.timeout(120_000));
  return {
    reference,
    async [Symbol.asyncDispose]() {
      await docker.getImage(reference).remove({ force: true });
    },
  };
}
