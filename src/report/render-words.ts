import type { Finish } from '../agent/attempt.ts';
import { quoteProse } from './quote-prose.ts';

const maxPartCharacters = 3_000;

/** What the model says of its change, as a quotation and named as such. */
export function renderWords(finish: Finish | null): string {
  if (finish === null) return '';
  return [
    "#### In the model's own words",
    'Nobody checked them; all that is not quoted here was measured.',
    finish.outcome === 'fixed' ? '' : `**The agent ended with: ${finish.outcome}.**`,
    wordsOf(finish)
      .map((part) => quoteProse(part, maxPartCharacters))
      .join('\n>\n'),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

/** The parts of one quotation, so that nothing in it can stand beside what was measured, and no part run into the next. */
function wordsOf(finish: Finish): readonly string[] {
  const list = (title: string, items: readonly string[]) =>
    items.length === 0 ? '' : `### ${title}\n${items.map((item) => `- ${item.replaceAll(/\s+/g, ' ')}`).join('\n')}`;
  const { repro } = finish;
  const seen = repro === null ? [] : [repro.command, `before: ${repro.expectBefore}`, `after: ${repro.expectAfter}`];
  return [
    finish.summary,
    finish.rootCause === null ? '' : `### Root cause\n${finish.rootCause}`,
    list('How it can be seen', seen),
    list('How it was tested', finish.tests),
    list('Risks', finish.risks),
    list('Left undone, or not verified', finish.limits),
  ].filter((part) => part !== '');
}
