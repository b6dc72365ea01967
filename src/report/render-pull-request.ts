import { codeSpan } from './code-span.ts';
import { describeStop } from './describe-stop.ts';
import { doubtsOf } from './doubts-of.ts';
import { fitSections, type Section } from './fit-sections.ts';
import { fitTemplate, type Slots } from './fit-template.ts';
import { formatCost } from './format-cost.ts';
import { formatDuration } from './format-duration.ts';
import { inertLine } from './inert-line.ts';
import { inertTitle } from './inert-title.ts';
import { listCapped } from './list-capped.ts';
import { asPublished, renderResigned } from './published-commit.ts';
import type { ChangedFile, PullRequestFacts } from './pull-request-facts.ts';
import { renderBlocked } from './render-blocked.ts';
import { renderCandidates } from './render-candidates.ts';
import { renderLogs } from './render-logs.ts';
import { renderProof } from './render-proof.ts';
import { renderReviewMap } from './render-review-map.ts';
import { renderTestRuns } from './render-test-runs.ts';
import { renderWords } from './render-words.ts';

export type PullRequestText = { readonly title: string; readonly body: string; readonly draft: boolean };

const maxCharacters = 60_000;

/**
 * Words a pull request, or a local report, from measured facts. Data comes first; the model's own words come after it,
 * quoted and named as such, so that they cannot pass for the verdict. Hand in facts that `makePublishable` has gone over.
 */
export function renderPullRequest(facts: PullRequestFacts): PullRequestText {
  const draft = doubtsOf(facts).length > 0;
  return { title: renderTitle(facts), body: fitSections(sectionsOf(facts), maxCharacters), draft };
}

function renderTitle({ issue }: PullRequestFacts): string {
  const title = inertTitle(issue.title, 120);
  return issue.number === null ? title : `${title} (#${issue.number})`;
}

function sectionsOf(facts: PullRequestFacts): readonly Section[] {
  const { proof, reviewMap = null, published = null } = facts;
  const uncovered = reviewMap?.unreached == null ? 'listed' : 'counted';
  const [verdict, ...evidence] = renderProof(asPublished(proof, published), uncovered);
  const slots = slotsOf(facts);
  const { markdown: template, placed } = fitTemplate(slots, facts);
  return [
    ...(verdict === undefined ? [] : [verdict]),
    { markdown: closingLine(facts), keep: 'always' },
    ...evidence,
    { markdown: facts.candidates === undefined ? '' : renderCandidates(facts.candidates), keep: 4 },
    { markdown: placed.has('review') ? '' : slots.review, keep: 4 },
    { markdown: placed.has('words') ? '' : slots.words, keep: 4 },
    { markdown: template, keep: 4 },
    { markdown: template === '' ? '' : '### More from Sandpiper', keep: 4 },
    { markdown: renderUnresolved(facts.attempt.unresolved), keep: 4 },
    { markdown: placed.has('changes') ? '' : slots.changes, keep: 3 },
    { markdown: renderNotes(facts.notes), keep: 3 },
    { markdown: renderBlocked(facts.blocked), keep: 2 },
    { markdown: renderRunFacts(facts), keep: 'always' },
    ...renderLogs(facts).map((markdown): Section => ({ markdown, keep: 1 })),
    { markdown: renderFooter(facts), keep: 'always' },
  ];
}

/** Of these `tests` and `issue` only repeat, under a heading that asks for it, what stands above. */
function slotsOf({ issue, proof, reviewMap = null, attempt, changes }: PullRequestFacts): Slots {
  return {
    tests: renderTestRuns(proof),
    issue: `${issue.number === null ? '' : `Issue #${issue.number}: `}“${inertLine(issue.title, 250)}”`,
    review: reviewMap === null ? '' : renderReviewMap(reviewMap),
    changes: renderChanges(changes),
    words: renderWords(attempt.finish),
  };
}

/** Plain, because GitHub closes nothing that stands in a code span or a list. */
function closingLine(facts: PullRequestFacts): string {
  const { number } = facts.issue;
  if (number === null) return '';
  const doubts = doubtsOf(facts);
  if (doubts.length === 0) return `Fixes #${number}`;
  return `For issue #${number}, which this does not close by itself, because ${new Intl.ListFormat('en').format(doubts)}.`;
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

function renderRunFacts(facts: PullRequestFacts): string {
  const { attempt, model, image, imageId = null, durationMs, proof, published = null } = facts;
  const { usage, steps, stop } = attempt;
  const number = (value: number) => value.toLocaleString('en-US');
  const content = imageId === null ? '' : ` (${codeSpan(imageId, 19)})`;
  const resigned = renderResigned(proof, published);
  return [
    '#### The run',
    '',
    `- The agent ${describeStop(stop)} after ${steps} ${steps === 1 ? 'step' : 'steps'}; the whole run took ${formatDuration(durationMs)}.`,
    `- Model ${codeSpan(model)}: ${number(usage.inputTokens)} tokens in (${number(usage.cachedInputTokens)} from cache), ${number(usage.outputTokens)} out, ${formatCost(usage.costUsd)}.`,
    `- Base and change were each ${installedWhere(proof)} in a fresh sandbox of ${codeSpan(image)}${content}, without network but for package registries.`,
    ...(resigned === '' ? [] : [`- ${resigned}`]),
  ].join('\n');
}

function installedWhere({ base, head }: PullRequestFacts['proof']): string {
  if (head.isFromLayer === true) return 'tested with a copy of dependencies that were installed once,';
  return base.isFromLayer === true
    ? 'tested, with dependencies copied from an earlier install at base and installed anew with the change,'
    : 'installed and tested';
}

function renderFooter({ runId, issue, recordedAt }: PullRequestFacts): string {
  const record =
    issue.number === null
      ? `Transcript, full logs and patch: ${codeSpan(recordedAt)}.`
      : `Record: run ${codeSpan(runId)}. For further commits here, submit a review with comments, or comment \`/agent\` with what should be different; \`/help\` says what else there is.`;
  return `${record}\n\n<!-- sandpiper:run=${markerValue(runId)} -->`;
}

/** A marker's value must not be able to end its comment. */
function markerValue(value: string): string {
  return value.replaceAll(/[^A-Za-z0-9_.-]/g, '').replaceAll('--', '-');
}
