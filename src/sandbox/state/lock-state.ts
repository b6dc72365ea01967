import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxFault } from '../sandbox.ts';

/** Keeps a second provider from the same state, also one in this process. The lock of a process that is gone counts for nothing. */
export async function lockState(directory: string): Promise<AsyncDisposable> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'lock');
  const holder = await holderOf(file);
  if (holder !== null && (await isAlive(holder))) throw inUse(directory, holder);
  // Renamed first, not removed: of two that find it stale, one moves what the other already took, and then fails below.
  if (holder !== null) await rename(file, `${file}.stale`).catch(takenByAnother);
  await take(file, directory);
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
}

/** A process by its number and the moment it began: numbers are used again. */
type Holder = { readonly pid: number; readonly began: string };

async function take(file: string, directory: string): Promise<void> {
  try {
    await using lock = await open(file, 'wx', 0o600);
    await lock.writeFile(`${process.pid} ${await beginningOf(process.pid)}\n`);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
    throw inUse(directory, (await holderOf(file)) ?? { pid: 0, began: '' });
  }
}

async function holderOf(file: string): Promise<Holder | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  const [pid = '', began = ''] = text.trim().split(' ');
  return { pid: Number(pid), began };
}

async function isAlive({ pid, began }: Holder): Promise<boolean> {
  return Number.isSafeInteger(pid) && pid > 0 && began !== '' && (await beginningOf(pid)) === began;
}

/** In ticks since the machine started; empty when there is no such process. */
async function beginningOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in parentheses may have spaces of its own.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function takenByAnother(): void {
  // The other one holds the lock now, or is about to: taking it says so.
}

function inUse(directory: string, { pid }: Holder): SandboxFault {
  return new SandboxFault(`The sandboxes kept in ${directory} are in use by process ${pid}.`, {
    ran: 'no',
    code: 'conflict',
    nextAction: 'Stop that process, or give this one a state directory of its own.',
  });
}
