import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../errors.ts';
import { checkFile } from './check-file.ts';
import type { FileDigest, RecordedEvent } from './record-event.ts';
import type { SpilledText } from './spill-texts.ts';

const spilled: z.ZodType<SpilledText> = z.strictObject({
  $text: z.strictObject({ file: z.string().startsWith('texts/'), sha256: z.string(), bytes: z.number() }),
});

/** An event with the texts that were too long for its line put back. Throws a `Fault` when one is gone or was changed. */
export async function restoreTexts(directory: string, event: RecordedEvent): Promise<RecordedEvent> {
  const { data, ...rest } = event;
  const whole = spilled.safeParse(data).data;
  if (whole !== undefined) return { ...JSON.parse(await readText(directory, whole.$text)), ...rest };
  const texts = new Map<string, string>();
  for (const { $text } of findSpilled(event)) texts.set($text.file, await readText(directory, $text));
  if (texts.size === 0) return event;
  return JSON.parse(JSON.stringify(event), (_name, found: unknown) => {
    const text = spilled.safeParse(found).data;
    return text === undefined ? found : texts.get(text.$text.file);
  });
}

function findSpilled(value: unknown): readonly SpilledText[] {
  if (typeof value !== 'object' || value === null) return [];
  const found = spilled.safeParse(value).data;
  return found === undefined ? Object.values(value).flatMap(findSpilled) : [found];
}

async function readText(directory: string, digest: FileDigest): Promise<string> {
  const why = await checkFile(directory, digest);
  if (why !== null) throw new Fault(`A text of the record in ${directory} cannot be had: ${why}.`);
  return await readFile(join(directory, digest.file), 'utf8');
}
