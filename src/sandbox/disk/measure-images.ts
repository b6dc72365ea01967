import { stat } from 'node:fs/promises';
import { type ImageFile, listImages } from './list-images.ts';

export type MeasuredImage = ImageFile & { readonly bytes: number; readonly modifiedAt: Date };

/** With the bytes that each really takes. One that vanishes meanwhile is left out. */
export async function measureImages(folder: string, suffix = ''): Promise<readonly MeasuredImage[]> {
  const measured = (await listImages(folder, suffix)).map(async (image) => {
    const found = await stat(image.path).catch(() => null);
    return found === null ? [] : [{ ...image, bytes: found.blocks * 512, modifiedAt: found.mtime }];
  });
  return (await Promise.all(measured)).flat();
}
