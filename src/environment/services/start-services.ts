import { setTimeout as wait } from 'node:timers/promises';
import { type Exit, type Process, SandboxFault, type Workspace } from '../../sandbox/sandbox.ts';
import { plainEnvironment } from '../plain-environment.ts';
import type { Service } from '../repository-settings.ts';
import { keepTail } from './keep-tail.ts';

export type ServiceReport =
  /** `isAwaited`: its `ready` command succeeded; without one nobody knows whether it can be used. */
  | { readonly kind: 'started'; readonly name: string; readonly isAwaited: boolean }
  | { readonly kind: 'failed'; readonly name: string; readonly why: string; readonly output: string };

const LIFETIME_MS = 24 * 3_600_000;
const TRY_TIMEOUT_MS = 5_000;
const PAUSE_MS = 200;
const LAST_WORDS_MS = 3_000;
const TAIL_CHARACTERS = 2_000;
const SPILLED_BYTES = 1024 * 1024;

/** With a process end all that it left behind, daemons too: this one stays when a command that was to start one has ended well. */
const KEEPER = 'bash -c "$1"; status=$?; [ "$status" = 0 ] && exec sleep infinity; exit "$status"';

/** Where the output of services lies in the box, for whoever works there. */
export const serviceLogFolder = '/tmp/sandpiper/services';

/**
 * Starts each in the box, in order, and waits until it can be used. They end with the box. One that fails is reported, and the
 * rest are started all the same.
 */
export async function startServices(
  workspace: Workspace,
  services: readonly Service[],
  signal: AbortSignal,
): Promise<readonly ServiceReport[]> {
  const reports: ServiceReport[] = [];
  for (const service of services) {
    reports.push(await startService(workspace, service, signal));
    signal.throwIfAborted();
  }
  return reports;
}

async function startService(workspace: Workspace, service: Service, signal: AbortSignal): Promise<ServiceReport> {
  const { name } = service;
  try {
    const process = await spawn(workspace, service);
    const tail = keepTail([process.stdout, process.stderr], TAIL_CHARACTERS);
    if (service.ready === null) return { kind: 'started', name, isAwaited: false };
    const why = await waitUntilReady(workspace, { ...service, ready: service.ready, process }, signal);
    if (why === null) return { kind: 'started', name, isAwaited: true };
    // What it said last may still be under way.
    await Promise.race([tail.ended, wait(LAST_WORDS_MS)]);
    return { kind: 'failed', name, why, output: tail.text() };
  } catch (error) {
    if (!(error instanceof SandboxFault) || error.ran === 'unknown') throw error;
    return { kind: 'failed', name, why: error.message, output: '' };
  }
}

async function spawn(workspace: Workspace, { name, command }: Service): Promise<Process> {
  const log = `${serviceLogFolder}/${name}`;
  await workspace.files.write(`${serviceLogFolder}/.keep`, '');
  return await workspace.spawn(['bash', '-c', KEEPER, 'service', command], {
    env: plainEnvironment,
    timeoutMs: LIFETIME_MS,
    spill: { stdout: `${log}.out`, stderr: `${log}.err`, maxBytes: SPILLED_BYTES },
  });
}

type Awaited = { readonly ready: string; readonly timeoutSeconds: number; readonly process: Process };

/** `null` when it is ready. A command that ends well may have left a daemon behind; one that fails has not. */
async function waitUntilReady(
  workspace: Workspace,
  { ready, timeoutSeconds, process }: Awaited,
  signal: AbortSignal,
): Promise<string | null> {
  const deadline = AbortSignal.timeout(timeoutSeconds * 1000);
  const either = AbortSignal.any([signal, deadline]);
  const seen: { exit: Exit | null } = { exit: null };
  void process.exit.then((exit) => {
    seen.exit = exit;
  });
  while (!either.aborted) {
    const tried = await workspace.exec(ready, {
      env: plainEnvironment,
      timeoutMs: TRY_TIMEOUT_MS,
      maxBytes: 4096,
      signal: either,
    });
    if (tried.ok) return null;
    const failure = describeEnd(seen.exit);
    if (failure !== null) return failure;
    await wait(PAUSE_MS, undefined, { signal: either }).catch(() => undefined);
  }
  signal.throwIfAborted();
  return `it was not ready after ${timeoutSeconds} seconds: \`${ready.slice(0, 200)}\` did not succeed`;
}

function describeEnd(exit: Exit | null): string | null {
  if (exit === null) return null;
  if (exit.reason !== 'exited') return `it ended (${exit.reason}) before it was ready`;
  return exit.code === 0 ? null : `it ended with code ${exit.code} before it was ready`;
}
