import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { connectEngine } from '../../src/sandbox/engine/connect-engine.ts';
import { imageReference } from '../../src/sandbox/images/image-reference.ts';

const cache = join(import.meta.dirname, '../../node_modules/.cache/sandpiper');

/** The in-box agent as it is in the base image, copied out once for each version of the image. */
export async function agentBinary(): Promise<string> {
  const image = await imageReference('base');
  const binary = join(cache, `agent-${image.split(':')[1]}`);
  if (existsSync(binary)) return binary;
  const bytes = await readFromImage(image);
  const fresh = `${binary}.${process.pid}`;
  await mkdir(cache, { recursive: true });
  await writeFile(fresh, bytes, { mode: 0o755 });
  await rename(fresh, binary);
  return binary;
}

async function readFromImage(image: string): Promise<Buffer> {
  const docker = connectEngine(operatorSettings().dockerHost);
  const stdout = new PassThrough();
  const bytes = buffer(stdout);
  const stderr = new PassThrough().resume();
  const options = { Tty: false, Entrypoint: ['cat'], HostConfig: { NetworkMode: 'none', AutoRemove: true } };
  const [{ StatusCode: code }] = await docker.run(image, ['/usr/local/bin/sandpiper-agent'], [stdout, stderr], options);
  if (code !== 0) throw new Error(`There is no agent in ${image}`);
  return await bytes;
}
