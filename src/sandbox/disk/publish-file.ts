import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Gives a whole file its name. It and the name have reached the disk when this resolves. */
export async function publishFile(partial: string, path: string): Promise<void> {
  await sync(partial);
  await rename(partial, path);
  await sync(dirname(path));
}

async function sync(path: string): Promise<void> {
  await using handle = await open(path, 'r');
  await handle.sync();
}
