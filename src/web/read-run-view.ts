import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readEvents } from '../store/read-events.ts';
import { collectRunView } from './collect-run-view.ts';
import type { RunView } from './run-view.ts';
import { readShownEvent, type ShownOf } from './shown-events.ts';

export type RunPlace = { readonly runId: string; readonly directory: string };

/** Reads a record line by line, so that a long one takes time and no room. Throws a `Fault` when there is none. */
export async function readRunView({ runId, directory }: RunPlace, page: number | null): Promise<RunView> {
  const collecting = collectRunView(page);
  let lastAt = 0;
  for await (const event of readEvents(directory)) {
    lastAt = Date.parse(event.at) || lastAt;
    const shown = readShownEvent(event);
    if (shown !== null) collecting.take(shown);
  }
  const collected = collecting.result();
  const commands: RunView['commands']['shown'][number][] = [];
  for (const command of collected.commands.shown) {
    commands.push({ ...command, tail: await tailOf(directory, command) });
  }
  return { ...collected, runId, lastAt, commands: { ...collected.commands, shown: commands } };
}

async function tailOf(directory: string, { stdout, stderr }: ShownOf<'command'>): Promise<string> {
  const tails = await Promise.all([stdout, stderr].map((printed) => readTail(directory, printed?.file)));
  return tails.filter((tail) => tail.trim() !== '').join('\n');
}

const tailBytes = 2_000;

async function readTail(directory: string, name: string | undefined): Promise<string> {
  if (name === undefined) return '';
  try {
    await using file = await open(join(directory, name), constants.O_RDONLY | constants.O_NOFOLLOW);
    const { size } = await file.stat();
    const length = Math.min(size, tailBytes);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return `${size > length ? '…' : ''}${buffer.toString('utf8')}`;
  } catch (error) {
    // A file that is gone takes nothing from the rest of the page.
    return error instanceof Error && 'code' in error ? '' : Promise.reject(error);
  }
}
