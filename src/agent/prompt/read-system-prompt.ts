import { readFile } from 'node:fs/promises';
import type { Goal } from '../attempt.ts';

/**
 * The rules every attempt begins with: `system-prompt.md`. An attempt that is to bring a plan has sections of its own in the
 * place of some, from `proposal-prompt.md`: what counts as an instruction, and where it is, are the same for both.
 */
export async function readSystemPrompt(goal: Goal = 'change'): Promise<string> {
  const rules = await readText('./system-prompt.md');
  if (goal === 'change') return rules;
  const own = new Map(
    sectionsOf(await readText('./proposal-prompt.md')).map((section) => [headingOf(section), section]),
  );
  return sectionsOf(rules)
    .map((section) => own.get(headingOf(section)) ?? section)
    .join('');
}

async function readText(name: string): Promise<string> {
  return await readFile(new URL(name, import.meta.url), 'utf8');
}

/** What stands before the first heading is a section without one. */
function sectionsOf(markdown: string): readonly string[] {
  return markdown.split(/^(?=# )/m);
}

function headingOf(section: string): string {
  return /^# .*/.exec(section)?.[0] ?? '';
}
