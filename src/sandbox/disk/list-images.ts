import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type NamedImage, parseImageName } from './image-name.ts';

export type ImageFile = NamedImage & { readonly path: string };

/** The images in a folder of ours; what bears no name of ours is left alone. `suffix`: what follows the image's name. */
export async function listImages(folder: string, suffix = ''): Promise<readonly ImageFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(suffix));
  return names
    .map((file) => ({ file, image: parseImageName(file.slice(0, file.length - suffix.length)) }))
    .flatMap(({ file, image }) => (image === null ? [] : [{ ...image, path: join(folder, file) }]));
}

export const archiveSuffix = '.tar.zst';
