import type Dockerode from 'dockerode';
import { type Box, openBox } from '../box/open-box.ts';
import { javaTrustStore } from '../egress/java-trust-store.ts';
import type { Egress } from '../egress/open-egress.ts';
import { answerWithin } from '../engine/answer-within.ts';
import { unlessStatus } from '../engine/unless-status.ts';
import type { ChosenRuntime } from '../isolation/chosen-runtime.ts';
import { SandboxFault, type SandboxLimits } from '../sandbox.ts';
import { attachContainer } from './attach-container.ts';
import { certificatePath, trustStorePath } from './box-environment.ts';
import { type BoxStorage, containerOptions } from './container-options.ts';
import { demultiplex } from './demultiplex.ts';
import type { DockerCore } from './docker-core.ts';
import type { LiveBox } from './entry.ts';
import { boxLabels } from './labels.ts';

export type BoxPlan = {
  readonly id: string;
  readonly imageId: string;
  readonly limits: SandboxLimits;
  readonly runtime: ChosenRuntime;
  readonly storage: BoxStorage;
};

const engineTimeoutMs = 30_000;
const handshakeTimeoutMs = 15_000;

/** A new container, started, whose agent has answered. The caller removes what is left when this fails. */
export async function startBox(core: DockerCore, plan: BoxPlan, egress: Egress, signal: AbortSignal): Promise<LiveBox> {
  const container = await createContainer(core, plan);
  signal.throwIfAborted();
  return await startContainer(core, container, egress, signal);
}

/** Also of a container that ran before. */
export async function startContainer(
  core: DockerCore,
  container: Dockerode.Container,
  egress: Egress,
  signal: AbortSignal,
): Promise<LiveBox> {
  const session = { kind: 'new', orphanMs: core.deps.orphanMs } as const;
  const start = () => answerWithin(engineTimeoutMs, container.start());
  return await openContainer({ container, egress, session, afterAttach: start }, signal);
}

/** A container that runs, and whose agent knows the secret. */
export async function resumeContainer(
  container: Dockerode.Container,
  egress: Egress,
  secret: string,
  signal: AbortSignal,
): Promise<LiveBox> {
  const session = { kind: 'resume', secret } as const;
  return await openContainer({ container, egress, session, afterAttach: async () => undefined }, signal);
}

async function createContainer({ deps, engine }: DockerCore, plan: BoxPlan): Promise<Dockerode.Container> {
  const options = containerOptions({
    name: plan.id,
    labels: boxLabels(deps.installation),
    spec: { image: plan.imageId, limits: plan.limits },
    hostCpus: await engine.hostCpus(),
    runtime: plan.runtime,
    storage: plan.storage,
  });
  const container = await unlessStatus([404], answerWithin(engineTimeoutMs, deps.docker.createContainer(options)));
  if (container !== null) return container;
  throw new SandboxFault(`The Docker Engine no longer has the image ${plan.imageId}.`, {
    ran: 'no',
    code: 'invalid',
    nextAction: 'Build the sandbox images: every command of Sandpiper that needs them does so when it starts.',
  });
}

type Opening = {
  readonly container: Dockerode.Container;
  readonly egress: Egress;
  readonly session: Parameters<typeof openBox>[1]['session'];
  /** Before it, so that not a byte is missed. */
  readonly afterAttach: () => Promise<unknown>;
};

async function openContainer(opening: Opening, signal: AbortSignal): Promise<LiveBox> {
  const { container, egress, session } = opening;
  let stderr = '';
  const link = demultiplex(await attachContainer(container, engineTimeoutMs), (piece) => {
    stderr = (stderr + piece.toString('latin1')).slice(-2000);
  });
  let box: Box | null = null;
  try {
    await opening.afterAttach();
    const onConnection: Egress['accept'] = (socket) => egress.accept(socket);
    box = await openBox(link, { cwd: '/workspace', env: {}, onConnection, handshakeTimeoutMs, session }, signal);
    await tellWhomToTrust(box, egress);
    return { box, container, egress };
  } catch (cause) {
    box?.detach();
    link.destroy();
    signal.throwIfAborted();
    if (stderr === '') throw cause;
    throw new Error(`the in-box agent said ${JSON.stringify(stderr)}`, { cause });
  }
}

async function tellWhomToTrust({ files }: Box, { caCertificatePem }: Egress): Promise<void> {
  await Promise.all([
    files.write(certificatePath, caCertificatePem),
    files.write(trustStorePath, javaTrustStore(caCertificatePem)),
  ]);
}
