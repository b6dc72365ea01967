import { randomUUID } from 'node:crypto';
import type Dockerode from 'dockerode';
import { answerWithin } from '../engine/answer-within.ts';
import { pingEngine } from '../engine/ping-engine.ts';
import { unlessStatus } from '../engine/unless-status.ts';
import { type RuntimeVerdict, SandboxFault } from '../sandbox.ts';
import { endContainer } from './end-container.ts';
import { judgeProbe } from './judge-probe.ts';
import { type Canary, openCanary } from './open-canary.ts';
import { type ProbeSubject, probeContainer, probeLabel, probeLimits } from './probe-container.ts';
import { type ProbeResult, runProbe } from './run-probe.ts';

export type ProbeRuntimeDeps = {
  readonly docker: Dockerode;
  /** For everything a box has to say. */
  readonly deadlineMs: number;
  readonly log: { warn(data: object, message: string): void };
};

/** The only check of a runtime whose box did not come as far as being judged. */
export const runsABox = 'runs a box';

const engineTimeoutMs = 20_000;

/** Runs a box of this runtime and tries from inside what it must not be able to do. A runtime that hangs is refused. */
export async function probeRuntime(
  deps: ProbeRuntimeDeps,
  subject: ProbeSubject,
  signal: AbortSignal,
): Promise<RuntimeVerdict> {
  signal.throwIfAborted();
  const { runtime, engine } = subject;
  await using canary = await openCanary();
  const verdict = { runtime: runtime.name, isolation: runtime.isolation };
  try {
    const result = await inBox(deps, subject, canary);
    const setting = { isolation: runtime.isolation, hostKernel: engine.kernel, memoryMiB: probeLimits.memoryMiB };
    const checks = judgeProbe(result, { ...setting, visitors: canary.visitors });
    return { ...verdict, accepted: checks.every(({ passed }) => passed), checks };
  } catch (error) {
    await refuseWithoutEngine(deps.docker, signal);
    const detail = error instanceof Error ? error.message : String(error);
    return { ...verdict, accepted: false, checks: [{ name: runsABox, passed: false, detail }] };
  }
}

/** An engine that went away says nothing about its runtimes. */
async function refuseWithoutEngine(docker: Dockerode, signal: AbortSignal): Promise<void> {
  const answer = await pingEngine(docker, signal);
  if (answer.kind === 'ready') return;
  throw new SandboxFault('The Docker Engine stopped answering while a runtime was tried out.', {
    ran: 'no',
    cause: answer.cause,
    nextAction: 'Check with `docker info` that the Docker Engine runs, then try again.',
  });
}

async function inBox(deps: ProbeRuntimeDeps, subject: ProbeSubject, canary: Canary): Promise<ProbeResult> {
  const { docker, log } = deps;
  const name = `sandpiper-probe-${randomUUID()}`;
  await using undo = new AsyncDisposableStack();
  undo.defer(async () => {
    const warn = (err: unknown) => log.warn({ err, name }, 'Could not remove a probe');
    await answerWithin(engineTimeoutMs, unlessStatus([404], docker.getVolume(name).remove())).catch(warn);
  });
  await answerWithin(engineTimeoutMs, docker.createVolume(volume(name)));
  const container = await answerWithin(engineTimeoutMs, docker.createContainer(probeContainer(name, subject, canary)));
  undo.defer(async () => {
    await endContainer(container).catch((err: unknown) => log.warn({ err, name }, 'Could not remove a probe'));
  });
  return await answerWithin(deps.deadlineMs, runProbe(container));
}

function volume(name: string) {
  const owner = 'uid=1000,gid=1000,mode=0755,nosuid,nodev';
  const o = `size=${probeLimits.workspaceMiB}m,nr_inodes=${probeLimits.workspaceInodes},${owner}`;
  return { Name: name, Labels: { [probeLabel]: '' }, DriverOpts: { type: 'tmpfs', device: 'tmpfs', o } };
}
