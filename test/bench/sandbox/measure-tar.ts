import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { imageReference } from '../../../src/sandbox/images/image-reference.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import type { Row } from '../row.ts';
import { percentile, takeTurns, timed } from '../samples.ts';
import { benchSandboxes, smallLimits } from './bench-sandboxes.ts';
import { outputOf, shell, startContainer } from './docker-client.ts';

const megabytes = 200;

/** 200 files of a megabyte in, and out again. On both sides the files lie in memory. */
export async function measureTar(): Promise<readonly Row[]> {
  await using folder = await temporaryDirectory();
  const piece = randomBytes(1_000_000);
  const data = join(folder.path, 'data');
  await mkdir(data);
  for (let file = 0; file < megabytes; file += 1) await writeFile(join(data, `file-${file}`), piece);
  await using sandboxes = await benchSandboxes();
  const limits = { ...smallLimits, cpus: 2, memoryMiB: 1024, workspaceMiB: 512 };
  await using sandbox = await sandboxes.create({ limits });
  await using container = await startContainer(
    await imageReference('node'),
    '--tmpfs',
    '/baseline:size=512m,uid=1000,gid=1000',
  );
  const samples = await takeTurns(
    { rounds: 6, budgetMs: 50_000 },
    {
      'docker in': () =>
        timed(() => shell(`tar -C ${folder.path} -c data | docker exec -i ${container.id} tar -x -C /baseline`)),
      'link in': () =>
        timed(() => sandbox.files.unpack(webStream(outputOf('tar', '-C', folder.path, '-c', 'data').stdout), '.')),
      'docker out': () => timed(() => shell(`docker exec ${container.id} tar -C /baseline -c data | cat > /dev/null`)),
      'link out': () => timed(() => drain(sandbox.files.pack('data'))),
    },
  );
  const row = (way: 'in' | 'out'): Row => ({
    figure: `tar ${way} of ${megabytes} MB, p50`,
    unit: 'ms',
    measured: percentile(samples[`link ${way}`], 50),
    baseline: {
      name: way === 'in' ? 'tar | docker exec -i tar' : 'docker exec tar | cat',
      value: percentile(samples[`docker ${way}`], 50),
    },
    // Half the throughput is twice the time.
    target: 2,
    samples: samples[`link ${way}`],
    baselineSamples: samples[`docker ${way}`],
  });
  return [row('in'), row('out')];
}

async function drain(stream: ReadableStream<Uint8Array>): Promise<void> {
  let bytes = 0;
  for await (const chunk of stream) bytes += chunk.byteLength;
  if (bytes < megabytes * 1_000_000) throw new Error(`Only ${bytes} bytes came out.`);
}

function webStream(readable: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(readable, { strategy: { highWaterMark: 4 } });
}
