import type { Proof } from '../verify/suite.ts';
import { annotateProof, type CheckAnnotation } from './annotate-proof.ts';
import { describeVerdict } from './describe-verdict.ts';
import { fitSections } from './fit-sections.ts';
import { inertTitle } from './inert-title.ts';
import { renderProof } from './render-proof.ts';

export type CheckRunText = {
  readonly title: string;
  readonly summary: string;
  readonly conclusion: 'success' | 'neutral' | 'failure';
  readonly annotations: readonly CheckAnnotation[];
};

/** Words a check run from the proof alone: the model has no say in it. */
export function renderCheckRun(proof: Proof): CheckRunText {
  return {
    title: inertTitle(`${describeVerdict(proof.verdict)}: ${proof.because}`, 200),
    summary: fitSections(renderProof(proof), 60_000),
    annotations: annotateProof(proof),
    conclusion: conclusionOf(proof),
  };
}

/** Only what was proved is a success; what proves nothing neither passes nor fails. */
function conclusionOf({ verdict }: Proof): CheckRunText['conclusion'] {
  if (verdict === 'verified') return 'success';
  return verdict === 'failed' ? 'failure' : 'neutral';
}
