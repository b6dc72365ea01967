import type Dockerode from 'dockerode';
import { answerWithin } from '../engine/answer-within.ts';
import { unlessStatus } from '../engine/unless-status.ts';

export type RemoveBoxDeps = {
  readonly docker: Dockerode;
  readonly log: { warn(data: object, message: string): void };
};

const timeoutMs = 30_000;

/**
 * Ends a box whatever its state, and its workspace when no other box has it. Never rejects: an engine that is gone
 * must not hide how the run ended, and what stays behind is found by its labels at the next start.
 */
export async function removeBox({ docker, log }: RemoveBoxDeps, box: { readonly id: string; readonly volume: string }) {
  try {
    await removeContainer(docker, box.id);
    await removeVolume(docker, box.volume);
  } catch (err) {
    log.warn({ err, ...box }, 'Could not remove a sandbox');
  }
}

/** Idempotent: also when it is gone already, or being removed by someone else. */
export async function removeContainer(docker: Dockerode, id: string): Promise<void> {
  const container = docker.getContainer(id);
  await answerWithin(timeoutMs, unlessStatus([404, 409], container.remove({ force: true })));
}

/** Idempotent: also when another box still uses it, whose end will remove it. */
export async function removeVolume(docker: Dockerode, name: string): Promise<void> {
  await answerWithin(timeoutMs, unlessStatus([404, 409], docker.getVolume(name).remove()));
}
