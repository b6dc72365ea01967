import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../errors.ts';

/**
 * What one run leaves on disk, in a folder of its own:
 * `run.json` (what was asked, how it ended), `trajectory.jsonl` (every message, call and observation),
 * `commands.jsonl` with `commands/NNN.out|.err` (every command the host ran, its exit and output),
 * `egress.jsonl` (every attempt to reach the network), and named artefacts such as `change.patch` and `proof.json`.
 */
export interface RunRecord {
  readonly id: string;
  readonly directory: string;
  append(log: 'trajectory' | 'egress' | 'stages', entry: object): void;
  addCommand(command: RecordedCommand): void;
  /** Writes a whole artefact; an object as indented JSON. Throws a `Fault` when it could not be written. */
  save(name: string, content: string | object): Promise<void>;
  /** Waits until all that came before is on disk; throws a `Fault` for the first write that failed, such as on a full disk. */
  flush(): Promise<void>;
}

export type RecordedCommand = {
  readonly purpose: string;
  /** As it was given: a shell command, or the words of one. */
  readonly command: string | readonly string[];
  readonly exit: object;
  readonly durationMs: number;
  readonly stdout: string;
  readonly stderr: string;
};

/** Does not wait for the disk, so that a run can always be accounted for; `flush` tells whether it is written down. */
export function openRunRecord(dataDirectory: string, id: string): RunRecord {
  const directory = join(dataDirectory, 'runs', id);
  const writes = serialWrites();
  writes.add(() => mkdir(join(directory, 'commands'), { recursive: true, mode: 0o700 }));
  let commands = 0;
  return {
    id,
    directory,
    append: (log, entry) => writes.add(() => appendLine(join(directory, `${log}.jsonl`), entry)),
    addCommand(command) {
      commands += 1;
      const file = join('commands', String(commands).padStart(3, '0'));
      writes.add(() => writeCommand(directory, file, command));
    },
    async save(name, content) {
      const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
      writes.add(() => writeFile(join(directory, name), text));
      await writes.flush();
    },
    flush: writes.flush,
  };
}

/** Sorts by time and cannot be guessed: `20261123-151900-1f2e3d4c`. */
export function newRunId(now: Date): string {
  const time = now.toISOString().replace(/\..*$/, '').replace(/[-:]/g, '').replace('T', '-');
  return `${time}-${randomBytes(4).toString('hex')}`;
}

function serialWrites() {
  let last: Promise<unknown> = Promise.resolve();
  let failure: { readonly cause: unknown } | null = null;
  return {
    add(write: () => Promise<unknown>) {
      last = last.then(write).catch((cause: unknown) => {
        failure ??= { cause };
      });
    },
    async flush() {
      await last;
      if (failure === null) return;
      throw new Fault(`The run's record could not be written: ${String(failure.cause)}`, {
        cause: failure.cause,
        nextAction:
          'Ask the operator to make room on the disk that SANDPIPER_DATA_DIR is on; then add the label again.',
      });
    },
  };
}

async function appendLine(file: string, entry: object): Promise<void> {
  await appendFile(file, `${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`);
}

async function writeCommand(directory: string, file: string, command: RecordedCommand): Promise<void> {
  const { stdout, stderr, ...facts } = command;
  await writeFile(join(directory, `${file}.out`), stdout);
  await writeFile(join(directory, `${file}.err`), stderr);
  await appendLine(join(directory, 'commands.jsonl'), { ...facts, stdout: `${file}.out`, stderr: `${file}.err` });
}
