import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type NamedImage, parseImageName } from './image-name.ts';

export type ImageFile = NamedImage & { readonly path: string };
export type MeasuredImage = ImageFile & { readonly bytes: number; readonly modifiedAt: Date };

/** The images in a folder of ours; what bears no name of ours is left alone. `suffix`: what follows the image's name. */
export async function listImages(folder: string, suffix = ''): Promise<readonly ImageFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(suffix));
  return names
    .map((file) => ({ file, image: parseImageName(file.slice(0, file.length - suffix.length)) }))
    .flatMap(({ file, image }) => (image === null ? [] : [{ ...image, path: join(folder, file) }]));
}

export async function findImage(folder: string, id: string, suffix = ''): Promise<ImageFile | null> {
  return (await listImages(folder, suffix)).find((image) => image.id === id) ?? null;
}

/** With the bytes that each really takes. One that vanishes meanwhile is left out. */
export async function measureImages(folder: string, suffix = ''): Promise<readonly MeasuredImage[]> {
  const measured = (await listImages(folder, suffix)).map(async (image) => {
    const found = await stat(image.path).catch(() => null);
    return found === null ? [] : [{ ...image, bytes: found.blocks * 512, modifiedAt: found.mtime }];
  });
  return (await Promise.all(measured)).flat();
}

export const archiveSuffix = '.tar.zst';
