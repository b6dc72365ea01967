import { listAtMost } from './list-at-most.ts';
import type { PromptFacts } from './prompt-facts.ts';
import { quoteData } from './quote-data.ts';

const MAX_LINES = 40;

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

function section(heading: string, kind: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${heading}\n\n${quoteData(kind, listAtMost(MAX_LINES, lines))}`];
}
