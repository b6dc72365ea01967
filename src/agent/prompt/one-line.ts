import { clip } from './clip.ts';

const MAX_LINE_CHARACTERS = 300;

export function oneLine(text: string): string {
  // What is far beyond the limit is not even looked at: a name may have megabytes.
  return clip(
    text
      .slice(0, MAX_LINE_CHARACTERS * 10)
      .replaceAll(/\s+/g, ' ')
      .trim(),
    MAX_LINE_CHARACTERS,
    ' ',
  );
}
