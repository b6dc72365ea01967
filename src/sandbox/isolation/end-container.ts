import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import { answerWithin } from '../engine/answer-within.ts';
import { unlessStatus } from '../engine/unless-status.ts';

const patienceMs = 10_000;

/**
 * Removes a container also when its runtime hangs and the engine waits for it: then the runtime and its shim, which
 * carry the container's id among their arguments, are ended on this host. Rejects when it is still there afterwards.
 */
export async function endContainer(container: Dockerode.Container): Promise<void> {
  const removal = remove(container);
  try {
    await answerWithin(patienceMs, removal);
  } catch {
    // The engine waits for a runtime that will not answer, and will call it again to clean up.
    const finished = new AbortController();
    const ending = keepEndingProcessesOf(container.id, finished.signal);
    const removed = removal.catch(() => remove(container));
    await answerWithin(patienceMs, removed).finally(() => finished.abort());
    await ending;
  }
}

async function remove(container: Dockerode.Container): Promise<void> {
  await unlessStatus([404], container.remove({ force: true, v: true }));
}

async function keepEndingProcessesOf(containerId: string, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    await endProcessesOf(containerId);
    await wait(100);
  }
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
