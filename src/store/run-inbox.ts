import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { Fault } from '../errors.ts';

/** What people who may say so put in the way of a run that goes on: words for the agent, or the wish that it stops. */
export interface RunInbox extends AsyncDisposable {
  /** What was said since it was last called, oldest first. */
  take(): readonly InboxMessage[];
  /** Aborts with a `StopAsked` when somebody wants the run to stop. */
  readonly stop: AbortSignal;
}

export type InboxMessage = { readonly author: string; readonly text: string };

export class StopAsked extends Error {
  override readonly name = 'StopAsked';
  readonly author: string;

  constructor(author: string) {
    super(`${author} stopped the run`);
    this.author = author;
  }
}

const lookEveryMs = 300;
const maxWaiting = 100;
const maxBytes = 16 * 1024;

const entry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message'), author: z.string().max(200), text: z.string() }),
  z.object({ kind: z.literal('stop'), author: z.string().max(200) }),
]);

type Entry = z.infer<typeof entry>;

/** Opens the inbox of the run whose record is in `directory`; it is closed and gone when it is disposed. Throws nothing. */
export async function openRunInbox(directory: string): Promise<RunInbox> {
  const folder = join(directory, 'inbox');
  // On a full disk nothing can be left in it either; the run is accounted for by other means.
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => undefined);
  const messages: InboxMessage[] = [];
  const stopping = new AbortController();
  const closing = new AbortController();
  const receive = (received: Entry) => {
    if (received.kind === 'stop') stopping.abort(new StopAsked(received.author));
    else messages.push(received);
  };
  const watching = watch(folder, receive, closing.signal);
  return {
    take: () => messages.splice(0).map(({ author, text }) => ({ author, text })),
    stop: stopping.signal,
    async [Symbol.asyncDispose]() {
      closing.abort();
      await watching;
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    },
  };
}

async function watch(folder: string, receive: (received: Entry) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).toSorted();
    for (const name of names.slice(0, maxWaiting)) {
      const received = await readEntry(join(folder, name));
      await rm(join(folder, name), { force: true });
      if (received !== null) receive(received);
    }
    await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** `null` for what nobody of ours wrote: only the owner of the data directory can put anything here at all. */
async function readEntry(path: string): Promise<Entry | null> {
  try {
    return entry.safeParse(JSON.parse(await readFile(path, 'utf8'))).data ?? null;
  } catch {
    // Not JSON, or taken away in between: there is nothing to deliver.
    return null;
  }
}

/**
 * Leaves something in the inbox of a run, from whatever process, and waits until the run has taken it. Throws a `Fault` when
 * the run does not go on, when nobody takes it in time, or when it is too long.
 */
export async function leaveInInbox(directory: string, left: Entry, signal: AbortSignal): Promise<void> {
  const folder = join(directory, 'inbox');
  const text = JSON.stringify(left);
  if (Buffer.byteLength(text) > maxBytes) {
    throw new Fault(`The message is longer than ${maxBytes} bytes.`, { nextAction: 'Say it in fewer words.' });
  }
  if ((await stat(folder).catch(() => null)) === null) throw notGoingOn(directory);
  const path = join(folder, `${Date.now()}-${randomUUID()}.json`);
  await writeFile(`${path}.part`, text, { mode: 0o600 });
  await rename(`${path}.part`, path);
  if (await isTaken(path, signal)) return;
  await rm(path, { force: true });
  throw notGoingOn(directory);
}

const takenWithinMs = 10_000;

async function isTaken(path: string, signal: AbortSignal): Promise<boolean> {
  const until = Date.now() + takenWithinMs;
  while (Date.now() < until) {
    if ((await stat(path).catch(() => null)) === null) return true;
    await delay(lookEveryMs, undefined, { signal });
  }
  return false;
}

function notGoingOn(directory: string): Fault {
  return new Fault(`No run is going on in ${directory}.`, {
    nextAction: 'Check the id of the run and SANDPIPER_DATA_DIR; `sandpiper run` and the living comment say the id.',
  });
}
