import type { MappedHunk, ReviewMap } from '../../report/render-review-map.ts';
import type { ChangedText } from '../../verify/changed-text.ts';
import { isTestPath } from '../../verify/is-test-path.ts';
import type { Proof } from '../../verify/suite.ts';
import { findRequirements } from './find-requirements.ts';
import { matchHunks } from './match-hunks.ts';
import { orderReading } from './order-reading.ts';
import { type ReviewHunk, reviewHunks } from './review-hunk.ts';

export type ReviewFacts = {
  readonly issue: { readonly title: string; readonly body: string };
  readonly texts: readonly ChangedText[];
  readonly proof: Pick<Proof, 'findings' | 'touch' | 'coverage'>;
};

/**
 * From what the issue asks to the hunks that share its words, to the tests that notice them, to what no test executes; and the
 * order in which to read. By fixed rules, without a model: that words are shared shows where to look, and proves nothing.
 */
export function mapReview({ issue, texts, proof }: ReviewFacts): ReviewMap {
  const hunks = reviewHunks(texts);
  const matches = matchHunks(hunks.filter(({ path }) => !isTestPath(path)));
  const requirements = findRequirements(issue).map((requirement) => ({
    text: requirement.text,
    hunks: matches(requirement).map(({ hunk, shared }) => ({ ...placeOf(hunk), shared, ...evidenceOf(hunk, proof) })),
  }));
  return {
    requirements,
    unreached: proof.coverage?.map(({ path, uncovered }) => ({ path, lines: uncovered })).filter(hasLines) ?? null,
    order: orderReading(hunks, proof),
  };
}

function placeOf({ path, from, to }: ReviewHunk): Pick<MappedHunk, 'path' | 'from' | 'to'> {
  return { path, from, to };
}

function hasLines({ lines }: { readonly lines: readonly number[] }): boolean {
  return lines.length > 0;
}

function evidenceOf(
  hunk: ReviewHunk,
  { touch, coverage }: ReviewFacts['proof'],
): Pick<MappedHunk, 'noticed' | 'tests' | 'executed'> {
  const touched = touch?.filter((each) => each.path === hunk.path && overlaps(each, hunk)) ?? [];
  const file = coverage?.find(({ path }) => path === hunk.path);
  const within = (lines: readonly number[]) => lines.filter((line) => line >= hunk.from && line <= hunk.to).length;
  const executed = file === undefined ? null : { yes: within(file.covered), no: within(file.uncovered) };
  return { noticed: noticedOf(touched.map(({ noticed }) => noticed)), tests: testsOf(touched), executed };
}

/** A hunk that only removes lies between two lines. */
function overlaps(one: Pick<ReviewHunk, 'from' | 'to'>, other: Pick<ReviewHunk, 'from' | 'to'>): boolean {
  return one.from <= Math.max(other.to, other.from) && other.from <= Math.max(one.to, one.from);
}

function noticedOf(answers: readonly MappedHunk['noticed'][]): MappedHunk['noticed'] {
  if (answers.includes('no')) return 'no';
  return answers.length > 0 && answers.every((answer) => answer === 'yes') ? 'yes' : 'unknown';
}

function testsOf(touched: readonly { readonly tests: readonly string[] }[]): readonly string[] {
  return [...new Set(touched.flatMap(({ tests }) => tests))].slice(0, 3);
}
