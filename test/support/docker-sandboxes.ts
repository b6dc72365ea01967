import { randomUUID } from 'node:crypto';
import type Dockerode from 'dockerode';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { dockerSandboxes } from '../../src/sandbox/docker/docker-sandboxes.ts';
import { connectEngine } from '../../src/sandbox/engine/connect-engine.ts';
import { imageReference } from '../../src/sandbox/images/image-reference.ts';
import type { SandboxProvider, SandboxSpec } from '../../src/sandbox/sandbox.ts';

export type DockerSandboxesForTests = AsyncDisposable & {
  readonly docker: Dockerode;
  readonly provider: SandboxProvider;
  /** The label everything made here carries. */
  readonly installation: string;
  /** An ordinary small box without a network; a test says only what differs. */
  spec(different?: Partial<SandboxSpec>): SandboxSpec;
};

/** The real provider on the real engine, as an installation of its own. Nothing of it is left after disposal. */
export async function dockerSandboxesForTests({
  docker = connectEngine(operatorSettings().dockerHost),
  upstreamCaPem = null,
}: {
  readonly docker?: Dockerode;
  readonly upstreamCaPem?: string | null;
} = {}): Promise<DockerSandboxesForTests> {
  const installation = `test-${randomUUID()}`;
  const log = { warn: () => undefined };
  const provider = dockerSandboxes({ docker, installation, upstreamCaPem, log });
  const image = await imageReference('node');
  return {
    docker,
    provider,
    installation,
    spec: (different = {}) => ({ ...ordinary, image, ...different }),
    [Symbol.asyncDispose]: () => provider.removeLeftovers(),
  };
}

const ordinary = {
  runId: 'run-1',
  limits: { cpus: 1, memoryMiB: 256, pids: 128, workspaceMiB: 64, workspaceInodes: 5000 },
  workspace: { kind: 'new' },
  network: { kind: 'none' },
  env: {},
} as const;
