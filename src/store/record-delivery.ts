import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Delivery = { readonly id: string; readonly event: string; readonly payload: object };

/**
 * Writes a webhook delivery down before anything is done about it. `seen-before` when its id or its body was
 * recorded already: GitHub signs the body alone, so a replay may come under a new id.
 */
export async function recordDelivery(dataDirectory: string, delivery: Delivery): Promise<'new' | 'seen-before'> {
  const directory = join(dataDirectory, 'deliveries');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const body = JSON.stringify(delivery.payload);
  const entry = JSON.stringify({ at: new Date().toISOString(), id: delivery.id, event: delivery.event });
  if (!(await createOnce(join(directory, `body-${digest(body)}.json`), entry))) return 'seen-before';
  return (await createOnce(join(directory, `id-${digest(delivery.id)}.json`), entry)) ? 'new' : 'seen-before';
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function createOnce(file: string, content: string): Promise<boolean> {
  try {
    await writeFile(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
