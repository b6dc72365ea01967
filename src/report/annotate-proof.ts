import type { FileCoverage } from '../verify/file-coverage.ts';
import { weakens } from '../verify/integrity/severity-of.ts';
import type { IntegrityFinding, Proof } from '../verify/suite.ts';
import type { TouchedHunk } from '../verify/touched-hunk.ts';
import { lineRanges } from './format-lines.ts';
import { inertTitle } from './inert-title.ts';

/** A remark at a place of the change, as GitHub shows it beside the lines. Lines are counted from 1. */
export type CheckAnnotation = {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
};

/** GitHub takes no more in one request. */
const maxAnnotations = 50;

/** What a proof says of single places; what weakens the tests comes first, and what is too much is left out. */
export function annotateProof({ findings, touch, coverage }: Proof): readonly CheckAnnotation[] {
  return [
    ...findings.filter(({ kind }) => weakens(kind)).map(ofFinding),
    ...findings.filter(({ kind }) => !weakens(kind)).map(ofFinding),
    ...(touch ?? []).filter(({ noticed }) => noticed === 'no').map(ofHunk),
    ...(coverage ?? []).flatMap(ofCoverage),
  ]
    .filter(({ path }) => path !== '')
    .slice(0, maxAnnotations);
}

/** What is about a whole file stands at its first line. */
function ofFinding({ kind, path, detail, line = 1 }: IntegrityFinding): CheckAnnotation {
  const [level, title] = weakens(kind)
    ? (['failure', 'This weakens the tests'] as const)
    : (['warning', 'What this does to the tests'] as const);
  return { path, startLine: line, endLine: line, level, title, message: inertTitle(detail, 1_000) };
}

function ofHunk({ path, from, to }: TouchedHunk): CheckAnnotation {
  return {
    path,
    startLine: Math.max(1, from),
    endLine: Math.max(1, from, to),
    level: 'warning',
    title: 'No test notices this part',
    message: 'Every test comes out the same when this part of the change alone is taken back.',
  };
}

function ofCoverage({ path, uncovered }: FileCoverage): readonly CheckAnnotation[] {
  return lineRanges(uncovered).map(({ from, to }) => ({
    path,
    startLine: from,
    endLine: to,
    level: 'notice',
    title: 'No test executes this',
    message: 'The tests ran without executing what was changed here.',
  }));
}
