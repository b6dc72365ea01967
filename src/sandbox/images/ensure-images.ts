import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import { SandboxFault } from '../sandbox.ts';
import { buildContext } from './build-context.ts';
import { buildImage } from './build-image.ts';
import { ensureDebian } from './ensure-debian.ts';
import { fetchPackages } from './fetch-packages.ts';
import { imageExists } from './image-exists.ts';
import { imageRecipes } from './image-recipes.ts';
import { imageReference, imageSources } from './image-reference.ts';
import { nodePackages } from './node-packages.ts';
import { type SandboxImage, sandboxImages } from './sandbox-image.ts';

export type EnsureImagesDeps = {
  readonly docker: Dockerode;
  /** Told of every step of a build. */
  readonly say: (line: string) => void;
};

/** Builds those of this release's images that the engine does not have, and what they are built upon. */
export async function ensureImages(
  deps: EnsureImagesDeps,
  names: readonly SandboxImage[],
  signal: AbortSignal,
): Promise<void> {
  const missing = await missingImages(deps.docker, names);
  if (missing.length === 0) return;
  await refuseOtherArchitectures(deps.docker);
  deps.say(`Sandbox images that the Docker Engine does not have yet are built, once: ${missing.join(', ')}.`);
  for (const image of missing) {
    const startedAt = performance.now();
    await build(deps, image, signal);
    deps.say(`The image ${image} is built, in ${Math.round((performance.now() - startedAt) / 1000)} s.`);
  }
}

/** In the order in which they have to be built. */
async function missingImages(docker: Dockerode, names: readonly SandboxImage[]): Promise<readonly SandboxImage[]> {
  const missing = new Set<SandboxImage>();
  for (const name of names) {
    let image: SandboxImage | null = name;
    while (image !== null && !(await imageExists(docker, await imageReference(image)))) {
      missing.add(image);
      image = imageRecipes[image].from;
    }
  }
  return sandboxImages.filter((image) => missing.has(image));
}

async function refuseOtherArchitectures(docker: Dockerode): Promise<void> {
  const { Arch } = await docker.version();
  if (Arch === 'amd64') return;
  throw new SandboxFault(`The sandbox images are made for amd64 engines, and this one is ${Arch}.`, {
    ran: 'no',
    code: 'unsupported',
    nextAction: 'Set DOCKER_HOST to an engine on an x86-64 machine.',
  });
}

async function build(deps: EnsureImagesDeps, image: SandboxImage, signal: AbortSignal): Promise<void> {
  await using fetched = await mkdtempDisposable(join(tmpdir(), 'sandpiper-image-'));
  if (image === 'node') await fetchPackages(nodePackages, fetched.path, signal);
  const { from, folders } = imageRecipes[image];
  const args: Record<string, string> =
    from === null ? { DEBIAN: await ensureDebian(deps, signal) } : { BASE: await imageReference(from) };
  const sources = Object.entries(folders).map(([prefix, folder]) => [prefix, join(imageSources, folder)] as const);
  const context = new Map([
    ...(await buildContext(Object.fromEntries(sources))),
    ...(await buildContext({ '': fetched.path })),
  ]);
  await buildImage(deps, { tag: await imageReference(image), context, args }, signal);
}
