import type { Proof } from '../verify/suite.ts';
import { codeSpan } from './code-span.ts';

/** How a commit is known where it is published. */
export type PublishedCommit = {
  /** Where GitHub made the commit once more to sign it, another than the one that was proved. */
  readonly sha: string;
  /** The page with its check runs; `null` where there is none. */
  readonly checksUrl: string | null;
};

/** The same proof, of the commit as a reader finds it. */
export function asPublished(proof: Proof, published: PublishedCommit | null): Proof {
  return published === null ? proof : { ...proof, head: { ...proof.head, sha: published.sha } };
}

/** Why the commit that is shown is not the one that was tested; empty when it is. */
export function renderResigned(proof: Proof, published: PublishedCommit | null): string {
  if (published === null || published.sha === proof.head.sha) return '';
  return `GitHub made the commit once more in order to sign it: the tree is the one that was proved, as ${codeSpan(proof.head.sha.slice(0, 12))}.`;
}
