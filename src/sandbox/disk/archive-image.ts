import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { archiveDeadline } from './archive-deadline.ts';
import type { DiskPaths } from './disk-paths.ts';
import { archiveSuffix, type ImageFile } from './list-images.ts';
import { publishFile } from './publish-file.ts';
import { tarEnded } from './tar-ended.ts';

/** Writes the image to a compressed file, holes left out, and removes the image once the file has been read back. */
export async function archiveImage(paths: DiskPaths, image: ImageFile): Promise<void> {
  const partial = join(paths.archivePartials, image.name + archiveSuffix);
  const deadline = archiveDeadline();
  try {
    const bytes = await compress({ paths, image, partial }, deadline);
    if ((await readBack(partial, deadline)) !== bytes)
      throw new Error(`${partial} does not read back as it was written`);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await publishFile(partial, join(paths.archives, image.name + archiveSuffix));
  await rm(image.path);
}

type Archiving = { readonly paths: DiskPaths; readonly image: ImageFile; readonly partial: string };

async function compress({ paths, image, partial }: Archiving, signal: AbortSignal): Promise<number> {
  const args = ['--create', '--sparse', '--file=-', `--directory=${paths.images}`, '--', image.name];
  const tar = spawn('/bin/tar', args, { stdio: ['ignore', 'pipe', 'ignore'], env: {}, cwd: '/', signal });
  const counted = counter();
  const zstd = createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  const file = createWriteStream(partial, { flags: 'wx', mode: 0o600 });
  await Promise.all([tarEnded(tar), pipeline(tar.stdout, counted.pass, zstd, file, { signal })]);
  return counted.bytes();
}

/** Zstandard compares its checksum on the way. */
async function readBack(archive: string, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  const count = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength;
      done();
    },
  });
  await pipeline(createReadStream(archive), createZstdDecompress(), count, { signal });
  return bytes;
}

function counter() {
  let bytes = 0;
  async function* pass(chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      bytes += chunk.byteLength;
      yield chunk;
    }
  }
  return { pass, bytes: () => bytes };
}
