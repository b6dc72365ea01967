import { weakens } from '../verify/integrity/severity-of.ts';
import type { IntegrityFinding } from '../verify/suite.ts';
import { codeSpan } from './code-span.ts';
import { inertLine } from './inert-line.ts';
import { listCapped } from './list-capped.ts';
import { shownItems } from './shown-items.ts';

/** What the change does to the tests: first what takes the weight from them, then what a reader should look at. */
export function renderFindings(findings: readonly IntegrityFinding[]): string {
  const blocks = findings.filter(({ kind }) => weakens(kind));
  const warns = findings.filter(({ kind }) => !weakens(kind));
  return [
    list('This change weakens the tests that speak for it:', blocks),
    list('Please look closely at what this change does to the tests:', warns),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function list(title: string, findings: readonly IntegrityFinding[]): string {
  if (findings.length === 0) return '';
  const items = listCapped(findings, shownItems, ({ path, detail }) => `${codeSpan(path)}: ${inertLine(detail, 200)}`);
  return `**${title}**\n\n${items}`;
}
