import { digestOf } from './digest-of.ts';
import type { FileDigest } from './record-event.ts';

/** What stands in an event for a text that is kept in a file of its own. */
export type SpilledText = { readonly $text: FileDigest };

export type Spilled = {
  readonly data: object;
  readonly files: readonly { readonly file: string; readonly bytes: Uint8Array }[];
};

const MAX_TEXT = 256 * 1024;
/** Of the whole event, where many texts of a lawful length come together. */
const MAX_EVENT = 4 * 1024 * 1024;

/** Takes what would make a line of the record unwieldy out of it. Files are named after their content. */
export function spillTexts(data: object): Spilled {
  const files: { file: string; bytes: Uint8Array }[] = [];
  const spill = (text: string): SpilledText => {
    const bytes = Buffer.from(text);
    const { sha256 } = digestOf('', bytes);
    const file = `texts/${sha256}.txt`;
    files.push({ file, bytes });
    return { $text: { file, sha256, bytes: bytes.byteLength } };
  };
  const whole = JSON.stringify(data);
  if (whole.length <= MAX_TEXT) return { data, files };
  const slim: object = JSON.parse(whole, (_name, found: unknown) =>
    typeof found === 'string' && found.length > MAX_TEXT ? spill(found) : found,
  );
  if (JSON.stringify(slim).length <= MAX_EVENT) return { data: slim, files };
  return { data: { data: spill(whole) }, files };
}
