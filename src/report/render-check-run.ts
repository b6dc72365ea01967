import type { Proof } from '../verify/suite.ts';
import { annotateProof, type CheckAnnotation } from './annotate-proof.ts';
import { codeSpan } from './code-span.ts';
import { describeVerdict } from './describe-verdict.ts';
import { fitSections } from './fit-sections.ts';
import { inertTitle } from './inert-title.ts';
import { asPublished, type PublishedCommit, renderResigned } from './published-commit.ts';
import { renderFullLogs } from './render-full-logs.ts';
import { renderProof } from './render-proof.ts';

export type CheckRunText = {
  readonly title: string;
  readonly summary: string;
  /** The full logs. */
  readonly text: string;
  readonly conclusion: 'success' | 'neutral' | 'failure';
  readonly annotations: readonly CheckAnnotation[];
  /** The run's id. */
  readonly externalId: string;
};

/** Where the record of the run stood, for whoever wants to see that it was not rewritten since. */
export type RecordAnchor = { readonly runId: string; readonly anchor: { readonly seq: number; readonly hash: string } };

/** Words a check run from the proof alone: the model has no say in it. */
export function renderCheckRun(
  proof: Proof,
  record: RecordAnchor,
  published: PublishedCommit | null = null,
): CheckRunText {
  const sections = [
    ...renderProof(asPublished(proof, published), 'listed'),
    { markdown: renderResigned(proof, published), keep: 'always' },
    { markdown: renderAnchor(record), keep: 'always' },
  ] as const;
  return {
    title: inertTitle(`${describeVerdict(proof.verdict)}: ${proof.because}`, 200),
    summary: fitSections(sections, 60_000),
    text: renderFullLogs(proof, record.runId),
    annotations: annotateProof(proof),
    conclusion: conclusionOf(proof),
    externalId: record.runId,
  };
}

/** Only the app can write here, so what it says of the record outlives whoever could change the record. */
function renderAnchor({ runId, anchor }: RecordAnchor): string {
  const command = `sandpiper verify-record ${runId} --anchor ${anchor.seq}:${anchor.hash}`;
  return `The operator can check that the record of this run was not changed since: ${codeSpan(command)}`;
}

/** Only what was proved is a success; what proves nothing neither passes nor fails. */
function conclusionOf({ verdict }: Proof): CheckRunText['conclusion'] {
  if (verdict === 'verified') return 'success';
  return verdict === 'failed' ? 'failure' : 'neutral';
}
