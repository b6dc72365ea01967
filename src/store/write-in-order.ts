import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../errors.ts';

/** Writes without being waited for, in the order it is asked to. */
export interface OrderedWriter {
  /** Whole lines, each without its line feed; those that wait are written together. */
  append(line: string): void;
  /** Replaces a file, in the log's folder or one below it. */
  write(file: string, bytes: Uint8Array): void;
  /** Waits until all that came before is on disk; throws a `Fault` for the first write that failed. */
  flush(): Promise<void>;
}

type WholeFile = { readonly file: string; readonly bytes: Uint8Array };
type Write = { readonly line: string } | WholeFile;
type Group = string | WholeFile;

/** After a line could not be written none follows: a log with a hole is worse than one that ends. Files are still tried. */
export function writeInOrder(log: string): OrderedWriter {
  const waiting: Write[] = [];
  let pump: Promise<void> | null = null;
  let failure: { readonly cause: unknown } | null = null;

  let isOpen = false;

  const attempt = async (write: () => Promise<void>) => {
    try {
      await write();
    } catch (cause) {
      failure ??= { cause };
    }
  };
  /** Once: a folder that is taken away later takes what was written with it, and that must show. */
  const open = async () => {
    if (!isOpen) await mkdir(dirname(log), { recursive: true, mode: 0o700 });
    isOpen = true;
  };
  const writeGroup = async (group: Group) => {
    if (typeof group !== 'string') await attempt(() => writeWhole(dirname(log), group));
    else if (failure === null) await attempt(() => appendFile(log, group, { mode: 0o600 }));
  };
  const writeAll = async () => {
    while (waiting.length > 0) for (const group of groupLines(waiting.splice(0))) await writeGroup(group);
    pump = null;
  };
  const add = (write: Write) => {
    waiting.push(write);
    pump ??= attempt(open).then(writeAll);
  };
  return {
    append: (line) => add({ line }),
    write: (file, bytes) => add({ file, bytes }),
    async flush() {
      await pump;
      if (failure !== null) throw notWritten(failure.cause);
    },
  };
}

/** Lines that follow one another become one text. */
function groupLines(batch: readonly Write[]): readonly Group[] {
  const groups: Group[] = [];
  let lines: string[] = [];
  const close = () => {
    if (lines.length > 0) groups.push(`${lines.join('\n')}\n`);
    lines = [];
  };
  for (const write of batch) {
    if ('line' in write) {
      lines.push(write.line);
      continue;
    }
    close();
    groups.push(write);
  }
  close();
  return groups;
}

async function writeWhole(root: string, { file, bytes }: WholeFile): Promise<void> {
  const folder = dirname(file);
  if (folder !== root) await mkdir(folder, { mode: 0o700 }).catch(ignoreExisting);
  await writeFile(file, bytes, { mode: 0o600 });
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

function notWritten(cause: unknown): Fault {
  return new Fault(`The run's record could not be written: ${String(cause)}`, {
    cause,
    nextAction: 'Ask the operator to make room on the disk that SANDPIPER_DATA_DIR is on.',
  });
}
