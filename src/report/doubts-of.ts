import { weakens } from '../verify/integrity/severity-of.ts';
import { describeStop } from './describe-stop.ts';
import type { PullRequestFacts } from './pull-request-facts.ts';

/**
 * What keeps a change from being offered for review, each as the end of a sentence that begins with "because"; of the model's
 * words none. Ready is what the tests prove, whose tests are not weakened, and what the agent itself calls fixed. What a reader
 * should merely look at stands above everything and keeps nothing back: most good changes touch a test or a setting.
 */
export function doubtsOf({ proof, attempt }: Pick<PullRequestFacts, 'proof' | 'attempt'>): readonly string[] {
  const { stop, finish, unresolved } = attempt;
  const doubts: readonly (readonly [boolean, string])[] = [
    [proof.verdict !== 'verified', 'it is not verified'],
    [proof.findings.some(({ kind }) => weakens(kind)), 'it weakens the tests'],
    [stop !== 'finished', `the agent ${describeStop(stop)}`],
    [finish?.outcome !== 'fixed', 'the agent does not say that it is fixed'],
    [unresolved.length > 0, 'the agent left objections standing'],
  ];
  return doubts.filter(([holds]) => holds).map(([, doubt]) => doubt);
}
