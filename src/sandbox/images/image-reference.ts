import { join } from 'node:path';
import { contentHash } from './content-hash.ts';
import { imageRecipes } from './image-recipes.ts';
import { nodePackages } from './node-packages.ts';
import type { SandboxImage } from './sandbox-image.ts';

export const imageSources = join(import.meta.dirname, '../../../sandbox-images');

/** The tag of an image names the content it was built from, so an image that exists is never out of date. */
export async function imageReference(image: SandboxImage): Promise<string> {
  const { from, folders } = imageRecipes[image];
  const base = from === null ? null : await imageReference(from);
  const salt = JSON.stringify([base, image === 'node' ? nodePackages : null]);
  const sources = Object.values(folders).map((folder) => join(imageSources, folder));
  return `sandpiper/${image}:${await contentHash(sources, salt)}`;
}
