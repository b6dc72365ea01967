import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { SandboxFault } from '../sandbox.ts';
import { buildContext } from './build-context.ts';
import { buildImage } from './build-image.ts';
import { contentHash } from './content-hash.ts';
import { type EnsureImagesDeps, ensureImages } from './ensure-images.ts';
import { imageExists } from './image-exists.ts';
import { imageReference } from './image-reference.ts';
import { type SandboxImage, sandboxImages } from './sandbox-image.ts';

/**
 * Builds an operator's folder, unless the engine has it, and gives its reference. Its Dockerfile is told one of ours as the
 * build argument `BASE`: the one it names as the default, as in `ARG BASE=python`, or `base`.
 */
export async function buildOwnImage(deps: EnsureImagesDeps, folder: string, signal: AbortSignal): Promise<string> {
  const from = ourBase(await readDockerfile(folder));
  if (from !== null) await ensureImages(deps, [from], signal);
  const base = from === null ? null : await imageReference(from);
  const tag = `sandpiper-own/${repositoryName(folder)}:${await contentHash([folder], JSON.stringify(base))}`;
  if (await imageExists(deps.docker, tag)) return tag;
  const args: Record<string, string> = base === null ? {} : { BASE: base };
  await buildImage(deps, { tag, context: await buildContext({ '': folder }), args }, signal);
  return tag;
}

async function readDockerfile(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, 'Dockerfile'), 'utf8');
  } catch (cause) {
    throw new SandboxFault(`${join(folder, 'Dockerfile')} cannot be read.`, {
      ran: 'no',
      code: 'invalid',
      cause,
      nextAction: 'Name a folder that has a Dockerfile; sandbox-images/README.md shows one.',
    });
  }
}

/** `null` where the Dockerfile asks for none of ours. */
function ourBase(dockerfile: string): SandboxImage | null {
  const asked = /^\s*ARG\s+BASE\s*(?:=\s*["']?([^\s"']*)["']?\s*)?$/im.exec(dockerfile);
  if (asked === null) return null;
  const name = asked[1] ?? 'base';
  return sandboxImages.find((image) => image === name) ?? null;
}

/** As the engine allows it: lower-case letters and digits, with single separators. */
function repositoryName(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return name.replaceAll(/^-|-$/g, '') || 'image';
}
