import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import { type Box, openBox } from '../box/open-box.ts';
import { type Egress, openEgress } from '../egress/open-egress.ts';
import { answerWithin } from '../engine/answer-within.ts';
import { unlessStatus } from '../engine/unless-status.ts';
import { type Sandbox, SandboxFault, type SandboxSpec } from '../sandbox.ts';
import { attachContainer } from './attach-container.ts';
import { boxEnvironment, certificatePath } from './box-environment.ts';
import { containerOptions } from './container-options.ts';
import { demultiplex } from './demultiplex.ts';
import type { DockerSandboxesDeps } from './docker-deps.ts';
import { DockerSandbox } from './docker-sandbox.ts';
import { boxLabels } from './labels.ts';
import { removeBox } from './remove-box.ts';

const engineTimeoutMs = 30_000;

/** See `SandboxProvider.create`. */
export async function createSandbox(
  deps: DockerSandboxesDeps,
  spec: SandboxSpec,
  signal: AbortSignal,
): Promise<Sandbox> {
  const id = `sandpiper-${randomUUID()}`;
  try {
    // Requests to the engine are not aborted but waited for: one that was taken back may still take effect.
    return await startBox(deps, { id, spec }, signal);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof SandboxFault) throw cause;
    throw new SandboxFault(`The Docker Engine could not make a sandbox: ${String(cause)}`, {
      ran: 'no',
      cause,
      nextAction: 'Check with `docker info` that the Docker Engine runs, then try again.',
    });
  }
}

type Request = { readonly id: string; readonly spec: SandboxSpec };

async function startBox(deps: DockerSandboxesDeps, { id, spec }: Request, signal: AbortSignal): Promise<Sandbox> {
  await using undo = new AsyncDisposableStack();
  const volume = spec.workspace.kind === 'new' ? id : spec.workspace.of;
  undo.defer(() => removeBox(deps, { id, volume }));
  await prepareVolume(deps, { id, spec });
  signal.throwIfAborted();
  const container = await createContainer(deps, { id, spec }, volume);
  signal.throwIfAborted();
  const egress = await egressOf(deps, spec);
  if (egress !== null) undo.defer(() => egress.close());
  const env = boxEnvironment({ egress: egress !== null, env: spec.env });
  const box = await openContainer(container, { env, egress }, signal);
  undo.defer(() => box.close());
  if (egress !== null) await box.files.write(certificatePath, egress.caCertificatePem);
  return new DockerSandbox({ id, box, container, ended: undo.move() });
}

/** The workspace is memory with a size and a number of files that the kernel itself upholds: docs/adr/0003. */
async function prepareVolume({ docker, installation }: DockerSandboxesDeps, { id, spec }: Request): Promise<void> {
  const { workspace, limits } = spec;
  if (workspace.kind === 'read-only') return await mustExist(docker, workspace.of);
  const o = `size=${limits.workspaceMiB}m,nr_inodes=${limits.workspaceInodes},uid=1000,gid=1000,mode=0755,nosuid,nodev`;
  const volume = {
    Name: id,
    Labels: boxLabels(installation, spec.runId),
    DriverOpts: { type: 'tmpfs', device: 'tmpfs', o },
  };
  await answerWithin(engineTimeoutMs, docker.createVolume(volume));
}

/** The engine would silently make an empty volume of that name. */
async function mustExist(docker: Dockerode, volume: string): Promise<void> {
  const found = await unlessStatus([404], answerWithin(engineTimeoutMs, docker.getVolume(volume).inspect()));
  if (found === null) throw new SandboxFault(`The sandbox ${volume} and its workspace are gone.`, { ran: 'no' });
}

async function createContainer({ docker, installation }: DockerSandboxesDeps, { id, spec }: Request, volume: string) {
  const { NCPU: hostCpus } = await answerWithin(engineTimeoutMs, docker.info());
  const labels = boxLabels(installation, spec.runId);
  const options = containerOptions({ name: id, labels, volume, spec, hostCpus });
  const container = await unlessStatus([404], answerWithin(engineTimeoutMs, docker.createContainer(options)));
  if (container !== null) return container;
  throw new SandboxFault(`The Docker Engine has no image ${spec.image}.`, {
    ran: 'no',
    nextAction: 'Build the sandbox images: every command of Sandpiper that needs them does so when it starts.',
  });
}

async function egressOf({ upstreamCaPem }: DockerSandboxesDeps, { network }: SandboxSpec): Promise<Egress | null> {
  if (network.kind === 'none') return null;
  return await openEgress({ allow: network.allow, onAttempt: network.onAttempt, upstreamCaPem });
}

type BoxSetup = { readonly env: Readonly<Record<string, string>>; readonly egress: Egress | null };

async function openContainer(
  container: Dockerode.Container,
  { env, egress }: BoxSetup,
  signal: AbortSignal,
): Promise<Box> {
  let stderr = '';
  // Before the start, so that not a byte is missed.
  const link = demultiplex(await attachContainer(container, engineTimeoutMs), (piece) => {
    stderr = (stderr + piece.toString('latin1')).slice(-2000);
  });
  try {
    await answerWithin(engineTimeoutMs, container.start());
    const onConnection = egress === null ? null : (socket: Duplex) => egress.accept(socket);
    return await openBox(link, { cwd: '/workspace', env, onConnection, handshakeTimeoutMs: 15_000 }, signal);
  } catch (cause) {
    link.destroy();
    signal.throwIfAborted();
    throw new Error(stderr === '' ? String(cause) : `the in-box agent said ${JSON.stringify(stderr)}`, { cause });
  }
}
