import { clip } from './clip.ts';
import type { PromptFacts } from './prompt-facts.ts';
import { quoteData } from './quote-data.ts';

const MAX_ENTRIES = 40;
/** A diagnosis with the last output of what failed. */
const MAX_ENTRY_CHARACTERS = 1_500;

/** The box, and how the dependencies came into it: what registries and installers said is in it, so it is quoted, too. */
export function describePlace({
  environment,
  install,
}: Pick<PromptFacts, 'environment' | 'install'>): readonly string[] {
  return [
    ...section('# The sandbox', 'sandbox', environment),
    ...section('# How the dependencies were installed', 'install', install),
  ];
}

function section(heading: string, kind: string, entries: readonly string[]): readonly string[] {
  if (entries.length === 0) return [];
  const shown = entries.slice(0, MAX_ENTRIES).map((entry) => `- ${indented(clip(entry, MAX_ENTRY_CHARACTERS))}`);
  const rest = entries.length > MAX_ENTRIES ? [`- … and ${entries.length - MAX_ENTRIES} more`] : [];
  return [`${heading}\n\n${quoteData(kind, [...shown, ...rest].join('\n'))}`];
}

function indented(text: string): string {
  return text.trim().replaceAll(/\r\n?|\n/g, '\n  ');
}
