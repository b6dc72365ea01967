import { join } from 'node:path';
import type { Logger } from 'pino';
import type { OperatorSettings } from '../config/operator-settings.ts';
import type { RunLayers } from '../run/run-deps.ts';
import { connectEngine } from '../sandbox/engine/connect-engine.ts';
import { imageIdOf } from '../sandbox/layers/image-id-of.ts';
import { openLayers } from '../sandbox/layers/open-layers.ts';
import { type DockerSandboxes, openDockerSandboxes } from '../sandbox/open-docker-sandboxes.ts';
import { SandboxFault } from '../sandbox/sandbox.ts';
import type { WorkbenchOptions } from './open-workbench.ts';

type SandboxesOptions = WorkbenchOptions & { readonly trustPem: string | null; readonly log: Logger };

type OpenedSandboxes = { readonly sandboxes: DockerSandboxes; readonly stateDirectory: string };

/** Beside the snapshots they are made of, and before anybody makes one. */
export async function openRunLayers(
  { dockerHost, layers }: OperatorSettings,
  { sandboxes, stateDirectory }: OpenedSandboxes,
  log: Logger,
): Promise<RunLayers> {
  const directory = join(stateDirectory, 'layers');
  const opened = await openLayers({ provider: sandboxes, directory, now: () => new Date(), settings: layers, log });
  const docker = connectEngine(dockerHost);
  return { ...opened, imageId: (image) => imageIdOf(docker, image) };
}

/** A server has a state directory to itself. Local runs go on beside one another, each in the first that is free. */
export async function openSandboxes(
  settings: OperatorSettings,
  { role, say, trustPem, log }: SandboxesOptions,
  signal: AbortSignal,
): Promise<OpenedSandboxes> {
  const names = role === 'server' ? ['server'] : Array.from({ length: 16 }, (_, index) => `local-${index + 1}`);
  for (const name of names) {
    const stateDirectory = join(settings.dataDirectory, 'sandboxes', name);
    try {
      const { dockerHost } = settings;
      const options = { ...settings.sandboxes, stateDirectory, dockerHost, trustPem, say, log };
      return { sandboxes: await openDockerSandboxes(options, signal), stateDirectory };
    } catch (error) {
      const isTaken = error instanceof SandboxFault && error.code === 'conflict';
      if (!isTaken || name === names.at(-1)) throw error;
    }
  }
  throw new Error('There is no name for a state directory.');
}
