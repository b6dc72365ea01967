import type { FailFirst } from '../verify/fail-first.ts';
import { codeSpan } from './code-span.ts';
import { inertLine } from './inert-line.ts';
import { listCapped } from './list-capped.ts';
import { listNamed } from './list-named.ts';
import { shownItems } from './shown-items.ts';

/** Whether the change's own tests fail without it; where there was nothing to try, it stands among what was not verified. */
export function renderFailFirst(failFirst: FailFirst | null): string {
  if (failFirst === null || failFirst.kind === 'not-applicable') return '';
  if (failFirst.kind === 'proven') {
    return listNamed("New or changed tests that fail on the base's code and pass with this change", failFirst.tests);
  }
  const why = `**Not proven that the tests of this change test it:** ${inertLine(failFirst.because, 500)}`;
  const named = listCapped(failFirst.tests, shownItems, (test) => codeSpan(test));
  return [why, named].filter((block) => block !== '').join('\n\n');
}
