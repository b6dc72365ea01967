import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { SandboxFault } from '../sandbox.ts';
import { archiveDeadline } from './archive-deadline.ts';
import type { DiskPaths } from './disk-paths.ts';
import type { ImageFile } from './list-images.ts';
import { newPartial } from './new-partial.ts';
import { publishFile } from './publish-file.ts';
import { tarEnded } from './tar-ended.ts';

/** Brings an archived image back, holes and all, and removes the archive once the image is durable. */
export async function restoreImage(paths: DiskPaths, archive: ImageFile): Promise<void> {
  const folder = newPartial(paths);
  try {
    await mkdir(folder, { mode: 0o700 });
    await unpack(archive, folder, archiveDeadline());
    await publishFile(join(folder, archive.name), join(paths.images, archive.name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await rm(archive.path);
}

async function unpack(archive: ImageFile, folder: string, signal: AbortSignal): Promise<void> {
  // It would stop at the first empty blocks otherwise, and not take what follows.
  const whole = ['--ignore-zeros', '--no-same-owner'];
  const args = ['--extract', '--sparse', ...whole, '--file=-', `--directory=${folder}`, '--', archive.name];
  const tar = spawn('/bin/tar', args, { stdio: ['pipe', 'ignore', 'ignore'], env: {}, cwd: '/', signal });
  // Whichever fails first, the other ends too: `tar` when its input ends early, the reading when `tar` is gone.
  const [read, unpacked] = await Promise.allSettled([feed(archive, tar.stdin, signal), tarEnded(tar)]);
  const failure = [read, unpacked].find((result) => result.status === 'rejected');
  if (failure !== undefined) throw unreadable(archive, failure.reason);
}

/** A child's input is destroyed when the child exits, which may be before the end of it is told: `tar` says whether it was whole. */
async function feed({ path }: ImageFile, input: Writable, signal: AbortSignal): Promise<void> {
  try {
    await pipeline(createReadStream(path), createZstdDecompress(), input, { end: false, signal });
    input.end();
  } catch (error) {
    input.destroy();
    throw error;
  }
}

/** A full disk is told by its own fault. */
function unreadable(archive: ImageFile, cause: unknown): unknown {
  if (cause instanceof Error && 'code' in cause && ['ENOSPC', 'EIO'].includes(String(cause.code))) return cause;
  return new SandboxFault(`The archive of workspace ${archive.id} is damaged, or could not be unpacked.`, {
    code: 'failed',
    ran: 'no',
    cause,
    nextAction: `The file ${archive.path} is kept: put back a good copy of it, or destroy the sandbox.`,
  });
}
