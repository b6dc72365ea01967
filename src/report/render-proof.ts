import { describeExit } from '../verify/describe-exit.ts';
import type { FailFirst } from '../verify/fail-first.ts';
import type { CommandRun, Proof, SuiteResult } from '../verify/suite.ts';
import { codeSpan } from './code-span.ts';
import { describeVerdict } from './describe-verdict.ts';
import type { Section } from './fit-sections.ts';
import { formatDuration } from './format-duration.ts';
import { inertLine } from './inert-line.ts';
import { listNamed } from './list-named.ts';
import { renderCoverage } from './render-coverage.ts';
import { renderFailFirst } from './render-fail-first.ts';
import { renderFindings } from './render-findings.ts';
import { renderNotVerified } from './render-not-verified.ts';
import { renderTouch } from './render-touch.ts';
import { shownItems } from './shown-items.ts';
import { tableRow } from './table-row.ts';

/** Everything a proof says, verdict first, in reading order. No word of it is the model's. */
export function renderProof(proof: Proof, uncovered: 'listed' | 'counted'): readonly Section[] {
  return [
    { markdown: `**${describeVerdict(proof.verdict)}.** ${inertLine(proof.because, 500)}`, keep: 'always' },
    { markdown: renderFindings(proof.findings), keep: 9 },
    { markdown: renderTable(proof), keep: 'always' },
    { markdown: renderFailFirst(proof.failFirst), keep: 8 },
    { markdown: renderComparison(proof), keep: 9 },
    { markdown: renderTouch(proof.touch), keep: 6 },
    { markdown: renderCoverage(proof.coverage, uncovered), keep: 5 },
    { markdown: renderNotVerified(proof), keep: 7 },
  ];
}

function renderTable({ base, head }: Proof): string {
  const rows = [
    tableRow('Commit', codeSpan(base.sha.slice(0, 12)), codeSpan(head.sha.slice(0, 12))),
    commandRow(base.install, head.install),
    commandRow(base.test, head.test),
    base.tests === null && head.tests === null ? '' : tableRow('Tests', renderCounts(base), renderCounts(head)),
  ];
  return ['| | Base | This change |', '| --- | --- | --- |', ...rows.filter((line) => line !== '')].join('\n');
}

function commandRow(base: CommandRun | null, head: CommandRun | null): string {
  const command = head?.command ?? base?.command;
  return command === undefined ? '' : tableRow(codeSpan(command), renderRun(base), renderRun(head));
}

function renderRun(run: CommandRun | null): string {
  return run === null ? 'not run' : `${describeExit(run.exit)}, ${formatDuration(run.durationMs)}`;
}

function renderCounts({ tests }: SuiteResult): string {
  if (tests === null) return 'not known';
  const count = (status: string) => tests.filter((test) => test.status === status).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}

function renderComparison({ comparison, failFirst }: Proof): string {
  if (comparison === null) return '';
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['Fixed: failed at base, passes now', comparison.fixed],
    ['Newly broken: did not fail at base, fails now', comparison.newlyFailing],
    ['Still failing, as they did before this change', comparison.stillFailing],
    ['Added: not at base, passes now', isNamed(comparison.added, failFirst) ? [] : comparison.added],
    ['Vanished: run at base, not run now', comparison.vanished],
    ['Flaky: came out differently when run once more', comparison.flaky],
  ];
  return lists
    .map(([title, ids]) => listNamed(title, ids))
    .filter((block) => block !== '')
    .join('\n\n');
}

/** What fails without the change is mostly what the change adds, and that stands above already. */
function isNamed(added: readonly string[], failFirst: FailFirst | null): boolean {
  if (failFirst?.kind !== 'proven' || added.length > shownItems) return false;
  const named = new Set(failFirst.tests.slice(0, shownItems));
  return added.every((test) => named.has(test));
}
