import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { digestOf } from './digest-of.ts';
import { type ChainHead, chainStart, type EventData, type EventType, eventsFile } from './record-event.ts';
import { redactDeep } from './redact-deep.ts';
import { sealEvent } from './seal-event.ts';
import { spillTexts } from './spill-texts.ts';
import { writeInOrder } from './write-in-order.ts';

/**
 * What one run leaves on disk, in a folder of its own: `events.jsonl`, a chain of everything that happened, each line sealed
 * with the hash of the one before; `commands/NNN.out|.err`, what the commands printed; `texts/`, what was too long for a line;
 * and named artefacts such as `change.patch` and `proof.json`. Whatever the chain does not hold, it holds the digest of.
 * All of it is redacted before it is hashed.
 */
export interface RunRecord {
  readonly id: string;
  readonly directory: string;
  /** Kept elsewhere, it proves later that nothing up to here was rewritten. */
  readonly head: ChainHead;
  /** Gives back what was recorded. Nothing can follow `run.ended`. */
  append<Data extends EventData>(type: EventType, data: Data): Data;
  addCommand<Command extends RecordedCommand>(command: Command): Command;
  /** Writes a whole artefact; an object as indented JSON. Throws a `Fault` when it could not be written. */
  save(name: string, content: string | object): Promise<void>;
  /** Writes a file that no event vouches for, as it is: one that is made of the chain alone, so that anybody can make it again. */
  saveBeside(name: string, content: string): Promise<void>;
  /** Waits until all that came before is on disk; throws a `Fault` for the first write that failed, such as on a full disk. */
  flush(): Promise<void>;
}

export type RecordedCommand = {
  readonly purpose: string;
  /** As it was given: a shell command, or the words of one. */
  readonly command: string | readonly string[];
  /** Relative to the workspace; left out where it ran in its root. */
  readonly cwd?: string;
  /** Set for this command alone. */
  readonly env?: Readonly<Record<string, string>>;
  readonly exit: object;
  readonly durationMs: number;
  /** `null`: read by somebody else as it came, so that only what they made of it is known. */
  readonly stdout: string | null;
  readonly stderr: string | null;
};

export type RunRecordOptions = {
  /** Applied to every text before it is written. */
  readonly redact: (text: string) => string;
  readonly now?: () => number;
};

/** Does not wait for the disk, so that a run can always be accounted for; `flush` tells whether it is written down. */
export function openRunRecord(
  dataDirectory: string,
  id: string,
  { redact, now = Date.now }: RunRecordOptions,
): RunRecord {
  const directory = join(dataDirectory, 'runs', id);
  const writer = writeInOrder(join(directory, eventsFile));
  let head: ChainHead = { seq: 0, hash: chainStart };
  let commands = 0;
  let hasEnded = false;

  const seal = (type: EventType, data: object) => {
    if (hasEnded) return;
    hasEnded = type === 'run.ended';
    const spilled = spillTexts(data);
    for (const { file, bytes } of spilled.files) writer.write(join(directory, file), bytes);
    const { line, ...next } = sealEvent(head, { at: new Date(now()).toISOString(), type }, spilled.data);
    writer.append(line);
    head = next;
  };
  const keep = (file: string, text: string) => {
    const bytes = Buffer.from(text);
    // What no event can vouch for any more would only cast doubt on the record.
    if (!hasEnded) writer.write(join(directory, file), bytes);
    return digestOf(file, bytes);
  };
  return {
    id,
    directory,
    get head() {
      return head;
    },
    append(type, data) {
      const clean = redactDeep(data, redact);
      seal(type, clean);
      return clean;
    },
    addCommand(command) {
      const clean = redactDeep(command, redact);
      const { stdout, stderr, ...facts } = clean;
      commands += 1;
      const file = `commands/${String(commands).padStart(3, '0')}`;
      const out = stdout === null ? null : keep(`${file}.out`, stdout);
      const err = stderr === null ? null : keep(`${file}.err`, stderr);
      seal('command', { ...facts, stdout: out, stderr: err });
      return clean;
    },
    async save(name, content) {
      const { sha256, bytes } = keep(name, cleanArtefact(content, redact));
      seal('artefact', { name, sha256, bytes });
      await writer.flush();
    },
    async saveBeside(name, content) {
      writer.write(join(directory, name), Buffer.from(content));
      await writer.flush();
    },
    flush: writer.flush,
  };
}

/** Sorts by time and cannot be guessed: `20261123-151900-1f2e3d4c`. */
export function newRunId(now: Date): string {
  const time = now.toISOString().replace(/\..*$/, '').replace(/[-:]/g, '').replace('T', '-');
  return `${time}-${randomBytes(4).toString('hex')}`;
}

/** Texts inside an object are redacted one by one, so that it stays JSON. */
function cleanArtefact(content: string | object, redact: (text: string) => string): string {
  return typeof content === 'string' ? redact(content) : `${JSON.stringify(redactDeep(content, redact), null, 2)}\n`;
}
