import type { Finish } from '../agent/attempt.ts';
import { describeExit } from '../verify/describe-exit.ts';
import type { CommandRun, Proof, SuiteResult } from '../verify/suite.ts';
import { codeSpan } from './code-span.ts';
import { describeStop } from './describe-stop.ts';
import { fence } from './fence.ts';
import { fitSections, type Section } from './fit-sections.ts';
import { formatCost } from './format-cost.ts';
import { formatDuration } from './format-duration.ts';
import { inertLine } from './inert-line.ts';
import { inertTitle } from './inert-title.ts';
import { listCapped } from './list-capped.ts';
import type { ChangedFile, PullRequestFacts } from './pull-request-facts.ts';
import { quoteProse } from './quote-prose.ts';
import { renderBlocked } from './render-blocked.ts';
import { renderProof } from './render-proof.ts';
import { type ReviewMap, renderReviewMap } from './render-review-map.ts';

export type PullRequestText = { readonly title: string; readonly body: string; readonly draft: boolean };

const maxCharacters = 60_000;

/**
 * Words a pull request, or a local report, from measured facts. Data comes first; the model's own words come after it,
 * quoted and named as such, so that they cannot pass for the verdict. Hand in facts that `makePublishable` has gone over.
 */
export function renderPullRequest(facts: PullRequestFacts): PullRequestText {
  return { title: renderTitle(facts), body: fitSections(sectionsOf(facts), maxCharacters), draft: !isReady(facts) };
}

/** Ready for review only when the tests prove it, nothing about it is odd, and the agent itself says that it is fixed. */
function isReady({ proof, attempt }: PullRequestFacts): boolean {
  const { stop, finish, unresolved } = attempt;
  const isDone = stop === 'finished' && finish?.outcome === 'fixed' && unresolved.length === 0;
  return isDone && proof.verdict === 'verified' && proof.findings.length === 0;
}

function renderTitle({ issue }: PullRequestFacts): string {
  const title = inertTitle(issue.title, 120);
  return issue.number === null ? title : `${title} (#${issue.number})`;
}

function sectionsOf(facts: PullRequestFacts): readonly Section[] {
  const [verdict, ...proof] = renderProof(facts.proof);
  return [
    ...(verdict === undefined ? [] : [verdict]),
    { markdown: closingLine(facts), keep: 'always' },
    ...proof,
    { markdown: renderMap(facts.reviewMap), keep: 4 },
    { markdown: renderSummary(facts.attempt.finish), keep: 4 },
    { markdown: renderUnresolved(facts.attempt.unresolved), keep: 4 },
    { markdown: renderChanges(facts.changes), keep: 3 },
    { markdown: renderNotes(facts.notes), keep: 3 },
    { markdown: renderBlocked(facts.blocked), keep: 2 },
    { markdown: renderRunFacts(facts), keep: 'always' },
    ...renderLogs(facts.proof).map((markdown): Section => ({ markdown, keep: 1 })),
    { markdown: renderFooter(facts), keep: 'always' },
  ];
}

/** Plain, because GitHub closes nothing that stands in a code span or a list. */
function closingLine(facts: PullRequestFacts): string {
  const { number } = facts.issue;
  if (number === null) return '';
  return isReady(facts) ? `Fixes #${number}` : `For issue #${number}, which this does not close by itself.`;
}

function renderMap(map: ReviewMap | null = null): string {
  return map === null ? '' : renderReviewMap(map);
}

function renderSummary(finish: Finish | null): string {
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

const maxPartCharacters = 3_000;

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

function renderUnresolved(unresolved: readonly string[]): string {
  if (unresolved.length === 0) return '';
  const list = listCapped(unresolved, 20, (objection) => codeSpan(objection));
  return `#### Objections the agent knew of when it finished\n\n${list}`;
}

function renderChanges(changes: readonly ChangedFile[]): string {
  const list = listCapped(changes, 50, ({ path, status, lines }) => {
    const count = lines === null ? 'not text' : `+${lines.added} −${lines.removed}`;
    return `${codeSpan(path)} ${status === 'modified' ? '' : `${status}, `}${count}`;
  });
  return `#### Changed files (${changes.length})\n\n${list}`;
}

/** They quote what tools and repositories say. */
function renderNotes(notes: readonly string[]): string {
  if (notes.length === 0) return '';
  return `#### About the repository and its environment\n\n${listCapped(notes, 20, (note) => inertLine(note, 500))}`;
}

function renderLogs({ base, head }: Proof): readonly string[] {
  const installs = [renderLog('Install at base', base.install), renderLog('Install with this change', head.install)];
  return [
    ...(isInstalled(base) && isInstalled(head) ? [] : installs),
    renderLog('Tests at base', base.test),
    renderLog('Tests with this change', head.test),
  ].filter((log) => log !== '');
}

function isInstalled({ install }: SuiteResult): boolean {
  return install === null || (install.exit.reason === 'exited' && install.exit.code === 0);
}

const logLimits = { lines: 80, characters: 6000, lineCharacters: 400 };

function renderLog(title: string, run: CommandRun | null): string {
  if (run === null) return '';
  const output = [run.stdout, run.stderr].map((text) => text.trimEnd()).filter((text) => text !== '');
  const log = output.length === 0 ? 'No output.' : fence(output.join('\n'), logLimits);
  const summary = `${title}: it ${describeExit(run.exit)} after ${formatDuration(run.durationMs)}`;
  return `<details>\n<summary>${summary}</summary>\n\n${log}\n\n</details>`;
}

function renderRunFacts({ attempt, model, image, durationMs }: PullRequestFacts): string {
  const { usage, steps, stop } = attempt;
  const number = (value: number) => value.toLocaleString('en-US');
  return [
    '#### The run',
    '',
    `- The agent ${describeStop(stop)} after ${steps} ${steps === 1 ? 'step' : 'steps'}; the whole run took ${formatDuration(durationMs)}.`,
    `- Model ${codeSpan(model)}: ${number(usage.inputTokens)} tokens in (${number(usage.cachedInputTokens)} from cache), ${number(usage.outputTokens)} out, ${formatCost(usage.costUsd)}.`,
    `- Base and change were each installed and tested in a fresh sandbox of ${codeSpan(image)}, without network but for package registries.`,
  ].join('\n');
}

function renderFooter({ runId, issue, recordedAt }: PullRequestFacts): string {
  const record =
    issue.number === null
      ? `Transcript, full logs and patch: ${codeSpan(recordedAt)}.`
      : `Record: run ${codeSpan(runId)}. To try again, take the label off issue #${issue.number} and put it back on.`;
  return `${record}\n\n<!-- sandpiper:run=${markerValue(runId)} -->`;
}

/** A marker's value must not be able to end its comment. */
function markerValue(value: string): string {
  return value.replaceAll(/[^A-Za-z0-9_.-]/g, '').replaceAll('--', '-');
}
