import { type ImageFile, listImages } from './list-images.ts';

/** `null`: there is none of this id in the folder. */
export async function findImage(folder: string, id: string, suffix = ''): Promise<ImageFile | null> {
  return (await listImages(folder, suffix)).find((image) => image.id === id) ?? null;
}
