import type Dockerode from 'dockerode';
import { z } from 'zod';
import { answerWithin } from '../engine/answer-within.ts';
import { runHostCommand } from '../engine/run-host-command.ts';

export type EngineReport = {
  readonly kernel: string;
  readonly cgroupVersion: string;
  readonly storageDriver: string;
  /** The engine, what it is made of, and its runtimes as far as they say. */
  readonly components: readonly Component[];
};

export type Component = { readonly name: string; readonly version: string };

const info = z.object({
  KernelVersion: z.string(),
  CgroupVersion: z.string().optional(),
  Driver: z.string(),
  Runtimes: z.record(z.string(), z.object({ path: z.string().optional() })),
});

const version = z.object({
  Version: z.string(),
  Components: z.array(z.object({ Name: z.string(), Version: z.string() })).optional(),
});

const engineTimeoutMs = 20_000;

/** What the engine says of itself, and what the runtimes installed on this host say of theirs. */
export async function readEngineReport(docker: Dockerode, signal: AbortSignal): Promise<EngineReport> {
  signal.throwIfAborted();
  const engine = info.parse(await answerWithin(engineTimeoutMs, docker.info()));
  const { Version, Components = [] } = version.parse(await answerWithin(engineTimeoutMs, docker.version()));
  const parts = Components.filter(({ Name }) => Name !== 'Engine').map(({ Name, Version: is }) => ({
    name: Name,
    version: is,
  }));
  const runtimes = await Promise.all(
    Object.entries(engine.Runtimes).map(([name, { path = '' }]) => gvisorVersion(name, path, signal)),
  );
  return {
    kernel: engine.KernelVersion,
    cgroupVersion: engine.CgroupVersion ?? 'unknown',
    storageDriver: engine.Driver,
    components: [{ name: 'Docker Engine', version: Version }, ...parts, ...runtimes.flat()],
  };
}

/** The engine knows nothing of versions other than `runc`'s. Where its host is another one, neither does anybody. */
async function gvisorVersion(name: string, path: string, signal: AbortSignal): Promise<readonly Component[]> {
  if (!path.startsWith('/') || !path.endsWith('runsc')) return [];
  const said = await runHostCommand(path, ['--version'], { timeoutMs: 5000, signal }).catch(() => '');
  const found = /runsc version (\S+)/.exec(said)?.[1];
  return found === undefined ? [] : [{ name, version: found }];
}
