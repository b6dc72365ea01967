import type { ChangedFile } from '../changed-file.ts';

/** The lines of a file that it had not, or had less often, before. */
export function addedLines({ before, after }: Pick<ChangedFile, 'before' | 'after'>): readonly string[] {
  if (after === null) return [];
  const left = new Map<string, number>();
  for (const line of before?.split('\n') ?? []) left.set(line, (left.get(line) ?? 0) + 1);
  return after.split('\n').filter((line) => {
    const count = left.get(line) ?? 0;
    if (count > 0) left.set(line, count - 1);
    return count === 0;
  });
}
