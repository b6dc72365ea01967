/** One line of `git diff-tree --raw -z --no-abbrev`: well-formed, and nothing more. */
export type RawEntry = {
  readonly oldMode: string;
  readonly newMode: string;
  readonly newId: string;
  readonly status: string;
  /** The bytes of the path read as Latin-1, so that none is lost. */
  readonly rawPath: string;
};

export const noId = '0'.repeat(40);
export const noMode = '000000';

const headPattern = /^:([0-7]{6}) ([0-7]{6}) ([0-9a-f]{40}) ([0-9a-f]{40}) ([A-Z])$/;

/** `null` when the bytes are anything but a list of entries. */
export function parseRawDiff(bytes: Uint8Array): readonly RawEntry[] | null {
  if (bytes.byteLength === 0) return [];
  const fields = Buffer.from(bytes).toString('latin1').split('\0');
  if (fields.pop() !== '' || fields.length % 2 !== 0) return null;
  const entries = Array.from({ length: fields.length / 2 }, (_, index) => parseEntry(fields, index * 2));
  return entries.every((entry) => entry !== null) ? entries : null;
}

function parseEntry(fields: readonly string[], at: number): RawEntry | null {
  const match = headPattern.exec(fields[at] ?? '');
  const [, oldMode, newMode, , newId, status] = match ?? [];
  const rawPath = fields[at + 1];
  if (!oldMode || !newMode || !newId || !status || !rawPath) return null;
  return { oldMode, newMode, newId, status, rawPath };
}
