import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { connectEngine } from '../../src/sandbox/engine/connect-engine.ts';
import { imageReference } from '../../src/sandbox/images/image-reference.ts';
import { openRuntimes, type Runtimes } from '../../src/sandbox/isolation/open-runtimes.ts';
import { type Isolation, SandboxFault } from '../../src/sandbox/sandbox.ts';

export type RuntimeUnderTest = {
  /** For titles: what it is, and when there is none on this machine, that it is skipped. */
  readonly title: string;
  readonly isolation: Isolation;
  /** `null` when no runtime of this isolation was accepted here. */
  readonly runtime: string | null;
};

/** The runtimes an attack must fail on: a container, and a kernel in user space where the engine has one. */
export async function runtimesUnderTest(): Promise<readonly RuntimeUnderTest[]> {
  const docker = connectEngine(operatorSettings().dockerHost);
  const log = { warn: () => undefined };
  const runtimes = openRuntimes({ docker, cacheFile: join(tmpdir(), 'sandpiper-test-runtimes.json'), log });
  const image = await imageReference('node');
  return [await find(runtimes, image, 'container'), await find(runtimes, image, 'syscall')];
}

async function find(runtimes: Runtimes, image: string, isolation: Isolation): Promise<RuntimeUnderTest> {
  try {
    const { runtime } = await runtimes.choose(isolation, image, new AbortController().signal);
    return { title: `on ${runtime}`, isolation, runtime };
  } catch (error) {
    if (!(error instanceof SandboxFault) || error.code !== 'unsupported' || isolation === 'container') throw error;
    return { title: `on gVisor (skipped: ${error.message})`, isolation, runtime: null };
  }
}
