import { readdir, readFile } from 'node:fs/promises';
import type Dockerode from 'dockerode';
import { answerWithin } from '../engine/answer-within.ts';
import { unlessStatus } from '../engine/unless-status.ts';

const patienceMs = 10_000;

/**
 * Removes a container also when its runtime hangs and the engine waits for it: then the runtime and its shim, which
 * carry the container's id among their arguments, are ended on this host. Rejects when it is still there afterwards.
 */
export async function endContainer(container: Dockerode.Container): Promise<void> {
  try {
    await remove(container);
  } catch {
    // The engine waits for a runtime that will not answer.
    await endProcessesOf(container.id);
    await remove(container);
  }
}

async function remove(container: Dockerode.Container): Promise<void> {
  await answerWithin(patienceMs, unlessStatus([404], container.remove({ force: true, v: true })));
}

async function endProcessesOf(containerId: string): Promise<void> {
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const id of ids) {
    const argv = (await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')).split('\0');
    if (argv.includes(containerId)) endProcess(Number(id));
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already, or belongs to somebody else: then the second removal fails and says so.
  }
}
