import { join } from 'node:path';
import { contentHash } from './content-hash.ts';
import { nodePackages } from './node-packages.ts';

export type SandboxImage = 'base' | 'node';

export const imageSources = join(import.meta.dirname, '../../../sandbox-images');

/** The tag of an image names the content it was built from, so an image that exists is never out of date. */
export async function imageReference(image: SandboxImage): Promise<string> {
  const base = `sandpiper/base:${await contentHash([join(imageSources, 'base'), join(imageSources, 'agent')], '')}`;
  if (image === 'base') return base;
  return `sandpiper/node:${await contentHash([join(imageSources, 'node')], JSON.stringify([base, nodePackages]))}`;
}
