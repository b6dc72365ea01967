import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type Dockerode from 'dockerode';
import { SandboxFault } from '../sandbox.ts';
import { buildImage } from './build-image.ts';
import { ensureDebian } from './ensure-debian.ts';
import { fetchPackages } from './fetch-packages.ts';
import { imageExists } from './image-exists.ts';
import { imageReference, imageSources } from './image-reference.ts';
import { listFiles } from './list-files.ts';
import { nodePackages } from './node-packages.ts';

export type EnsureImagesDeps = {
  readonly docker: Dockerode;
  /** Told of every step of a build. */
  readonly say: (line: string) => void;
};

/** Builds the sandbox images of this release, unless the engine has them. */
export async function ensureImages(deps: EnsureImagesDeps, signal: AbortSignal): Promise<void> {
  const [base, node] = await Promise.all([imageReference('base'), imageReference('node')]);
  const [hasBase, hasNode] = await Promise.all([imageExists(deps.docker, base), imageExists(deps.docker, node)]);
  if (hasBase && hasNode) return;
  await refuseOtherArchitectures(deps.docker);
  deps.say('The Docker Engine does not have the sandbox images yet: they are built, once, in a minute or two.');
  await using folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-node-'));
  await Promise.all([
    hasBase ? undefined : buildBase(deps, base, signal),
    fetchPackages(nodePackages, folder.path, signal),
  ]);
  await buildNode(deps, { tag: node, base, packages: folder.path }, signal);
}

async function refuseOtherArchitectures(docker: Dockerode): Promise<void> {
  const { Arch } = await docker.version();
  if (Arch === 'amd64') return;
  throw new SandboxFault(`The sandbox images are made for amd64 engines, and this one is ${Arch}.`, {
    ran: 'no',
    nextAction: 'Set DOCKER_HOST to an engine on an x86-64 machine.',
  });
}

async function buildBase(deps: EnsureImagesDeps, tag: string, signal: AbortSignal): Promise<void> {
  const debian = await ensureDebian(deps, signal);
  const context = new Map([...(await inFolder('base', '')), ...(await inFolder('agent', 'agent/'))]);
  await buildImage(deps, { tag, context, args: { DEBIAN: debian } }, signal);
}

type NodeImage = { readonly tag: string; readonly base: string; readonly packages: string };

async function buildNode(deps: EnsureImagesDeps, image: NodeImage, signal: AbortSignal): Promise<void> {
  const packages = nodePackages.map(({ file }) => [file, join(image.packages, file)] as const);
  const context = new Map([...(await inFolder('node', '')), ...packages]);
  await buildImage(deps, { tag: image.tag, context, args: { BASE: image.base } }, signal);
}

/** The files of one folder of `sandbox-images/`, under the names they have in the build context. */
async function inFolder(name: string, prefix: string): Promise<readonly (readonly [string, string])[]> {
  const folder = join(imageSources, name);
  return (await listFiles(folder)).map((file) => [prefix + relative(folder, file), file]);
}
