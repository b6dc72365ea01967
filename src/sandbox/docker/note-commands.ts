import type { Process } from '../sandbox.ts';
import type { CommandRecord } from '../state/sandbox-record.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { noteRecord } from './keep-record.ts';

/** A command that is over by then was never worth a write to the disk. */
const noticeAfterMs = 200;
const longestArgvBytes = 4096;

/** Remembers a command while it runs, so that it can be reported as lost when its box ends first. */
export function noteCommand(core: DockerCore, entry: Entry, argv: readonly string[], process: Process): void {
  const command = { processId: process.id, argv: shortened(argv), startedAt: core.deps.clock.now() };
  entry.commands.set(process.id, command);
  const timer = setTimeout(() => writeCommands(core, entry), noticeAfterMs).unref();
  void process.exit.then(({ reason }) => {
    clearTimeout(timer);
    // Lost to this process is not lost: the link may have ended, and the box not.
    if (reason === 'lost') return;
    entry.commands.delete(process.id);
    if (isWritten(entry, command)) writeCommands(core, entry);
  });
}

function writeCommands(core: DockerCore, entry: Entry): void {
  if (entry.destruction === null) noteRecord(core, entry, { commands: [...entry.commands.values()] });
}

function isWritten({ record }: Entry, { processId }: CommandRecord): boolean {
  return record.commands.some((command) => command.processId === processId);
}

function shortened(argv: readonly string[]): string[] {
  let left = longestArgvBytes;
  return argv.map((word) => {
    const kept = word.slice(0, left);
    left -= kept.length;
    return kept;
  });
}
