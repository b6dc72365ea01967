import { inertTitle } from '../../src/report/inert-title.ts';
import { makePublishable } from '../../src/report/make-publishable.ts';
import { renderCheckRun } from '../../src/report/render-check-run.ts';
import { renderLivingComment } from '../../src/report/render-living-comment.ts';
import { renderPullRequest } from '../../src/report/render-pull-request.ts';
import { writeCommitMessage } from '../../src/run/exporting/write-commit-message.ts';
import { hostileComments, hostileFacts, hostileProof } from '../unit/report/hostile-facts.ts';

const record = { runId: 'run-7', anchor: { seq: 52, hash: 'c0ffee'.padEnd(64, '0') } };
const published = { sha: 'b'.repeat(40), checksUrl: 'https://github.example/o/r/commit/b/checks' };

/** Every markdown that leaves, as it leaves, with `text` in each place that others can write: cleaned, then rendered. */
export function outgoingDocuments(text: string): readonly string[] {
  const facts = makePublishable(hostileFacts(text), []);
  const notApplicable = { ...hostileProof(text), failFirst: { kind: 'not-applicable', because: text } } as const;
  const ready = { ...facts, proof: { ...facts.proof, verdict: 'verified', findings: [] } } as const;
  const check = renderCheckRun(makePublishable(hostileProof(text), []), record, published);
  return [
    renderPullRequest({ ...facts, published }).body,
    renderPullRequest({ ...ready, attempt: { ...facts.attempt, unresolved: [] } }).body,
    renderPullRequest({ ...facts, issue: { ...facts.issue, number: null }, recordedAt: text }).body,
    check.summary,
    check.text,
    renderCheckRun(makePublishable(notApplicable, []), record).summary,
    ...makePublishable(hostileComments(text), []).map(renderLivingComment),
  ];
}

/** Every text that leaves and is shown as it is. */
export function outgoingPlainTexts(text: string): readonly string[] {
  const check = renderCheckRun(makePublishable(hostileProof(text), []), record);
  const person = { name: text, email: text };
  return [
    inertTitle(text, 120),
    renderPullRequest(makePublishable(hostileFacts(text), [])).title,
    check.title,
    ...check.annotations.flatMap(({ title, message }) => [title, message]),
    writeCommitMessage({ title: text, issue: 12, requestedBy: person, runId: 'run-7', head: record.anchor }),
  ];
}
