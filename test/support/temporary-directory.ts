import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty directory that is gone when its `await using` block is left. */
export async function temporaryDirectory() {
  const path = await mkdtemp(join(tmpdir(), 'sandpiper-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
