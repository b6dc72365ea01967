import { clip } from './clip.ts';
import { oneLine } from './one-line.ts';
import type { PromptSection } from './prompt-facts.ts';
import { quoteData } from './quote-data.ts';

const MAX_PART_CHARACTERS = 12_000;

/** A part of the prompt that only some tasks have: our own words as they are, those of others as data. */
export function describeSection({ title, parts }: PromptSection): string {
  const described = parts.map((part) =>
    part.kind === 'ours' ? part.text : quoteData(oneLine(part.label), clip(part.text, MAX_PART_CHARACTERS)),
  );
  return [`# ${title}`, ...described].join('\n\n');
}
