import type { Proof } from '../verify/suite.ts';
import { cleanText } from './clean-text.ts';
import { describeVerdict } from './describe-verdict.ts';
import { fitSections } from './fit-sections.ts';
import { renderProof } from './render-proof.ts';

export type CheckRunText = {
  readonly title: string;
  readonly summary: string;
  readonly conclusion: 'success' | 'neutral' | 'failure';
};

/** Words a check run from the proof alone: the model has no say in it. */
export function renderCheckRun(proof: Proof): CheckRunText {
  const sections = renderProof(proof).map((markdown, index) => ({
    markdown,
    keep: index === 0 ? ('always' as const) : -index,
  }));
  return {
    title: `${describeVerdict(proof.verdict)}: ${cleanText(proof.because).replaceAll('\n', ' ')}`
      .slice(0, 200)
      .toWellFormed(),
    summary: fitSections(sections, 60_000),
    conclusion: conclusionOf(proof),
  };
}

/** Only what was proved is a success; what proves nothing neither passes nor fails. */
function conclusionOf({ verdict }: Proof): CheckRunText['conclusion'] {
  if (verdict === 'verified') return 'success';
  return verdict === 'failed' ? 'failure' : 'neutral';
}
