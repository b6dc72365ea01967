import { z } from 'zod';

/** Parses each line by `schema`; `null` when any line does not fit, because then the report was cut off or forged. */
export function parseJsonLines<T>(text: string, schema: z.ZodType<T>): readonly T[] | null {
  try {
    const lines = text.split('\n').filter((line) => line !== '');
    return z.array(schema).safeParse(lines.map((line): unknown => JSON.parse(line))).data ?? null;
  } catch {
    // Not JSON.
    return null;
  }
}
