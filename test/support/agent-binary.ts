import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { connectEngine } from '../../src/sandbox/engine/connect-engine.ts';
import { imageReference } from '../../src/sandbox/images/image-reference.ts';

const sources = join(import.meta.dirname, '../../sandbox-images/agent');
const cache = join(import.meta.dirname, '../../node_modules/.cache/sandpiper');

/** The in-box agent as it is in the base image, copied out once for each version of its source. */
export async function agentBinary(): Promise<string> {
  const binary = join(cache, `agent-${await hashSources()}`);
  if (existsSync(binary)) return binary;
  const bytes = await readFromImage(await imageReference('base'));
  const fresh = `${binary}.${process.pid}`;
  await mkdir(cache, { recursive: true });
  await writeFile(fresh, bytes, { mode: 0o755 });
  await rename(fresh, binary);
  return binary;
}

async function hashSources(): Promise<string> {
  const hash = createHash('sha256');
  const names = (await readdir(sources)).filter((name) => name.endsWith('.go') || name === 'go.mod');
  for (const name of names.toSorted()) hash.update(await readFile(join(sources, name)));
  return hash.digest('hex').slice(0, 16);
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
