import type { ReadingStep } from '../../report/render-review-map.ts';
import { weakens } from '../../verify/integrity/severity-of.ts';
import { isSourcePath } from '../../verify/is-source-path.ts';
import { isTestPath } from '../../verify/is-test-path.ts';
import type { Proof } from '../../verify/suite.ts';
import type { ReviewHunk } from './review-hunk.ts';

type Evidence = Pick<Proof, 'findings' | 'touch' | 'coverage'>;

const limits = { steps: 12, large: 80 };

/**
 * In which order to read the changed files, and why: source first, what is risky before what is not. The risks are told by
 * names and by what was measured; a file without any comes last of its kind.
 */
export function orderReading(hunks: readonly ReviewHunk[], evidence: Evidence): readonly ReadingStep[] {
  const byPath = Map.groupBy(hunks, ({ path }) => path);
  return [...byPath]
    .map(([path, own]) => {
      const changedLines = own.reduce((sum, hunk) => sum + hunk.changedLines, 0);
      const risks = risksOf(path, own, evidence);
      return { path, changedLines, reasons: risks.map(({ reason }) => reason), rank: rankOf(path, risks) };
    })
    .toSorted((one, other) => other.rank - one.rank || other.changedLines - one.changedLines)
    .slice(0, limits.steps)
    .map(({ path, changedLines, reasons }) => ({ path, changedLines, reasons }));
}

type Risk = { readonly reason: string; readonly weight: number };

/** Whatever the risks, code and configuration come before tests, and those before everything else. */
function rankOf(path: string, risks: readonly Risk[]): number {
  const risk = risks.reduce((sum, { weight }) => sum + weight, 0);
  if (isSourcePath(path) || configuration.test(path)) return 200 + risk;
  return isTestPath(path) ? 100 + risk : risk;
}

function risksOf(path: string, hunks: readonly ReviewHunk[], { findings, touch, coverage }: Evidence): readonly Risk[] {
  const own = findings.filter((finding) => finding.path === path);
  const missed = coverage?.find((file) => file.path === path)?.uncovered.length ?? 0;
  const unnoticed = touch?.filter((hunk) => hunk.path === path && hunk.noticed === 'no').length ?? 0;
  const code = isSourcePath(path) ? hunks.map(({ text }) => text).join('\n') : '';
  const size = hunks.reduce((sum, hunk) => sum + hunk.changedLines, 0);
  const risks: readonly (Risk & { readonly holds: boolean })[] = [
    { holds: own.some(({ kind }) => weakens(kind)), weight: 12, reason: 'weakens the tests, see above' },
    { holds: own.some(({ kind }) => !weakens(kind)), weight: 8, reason: 'to be looked at closely, see above' },
    { holds: missed > 0, weight: 8, reason: `${count(missed, 'changed line')} not executed by the tests` },
    { holds: unnoticed > 0, weight: 8, reason: `${count(unnoticed, 'part')} that no test notices` },
    { holds: security.test(path) || security.test(code), weight: 7, reason: 'names something security depends on' },
    { holds: configuration.test(path), weight: 6, reason: 'configures how it is built, run or published' },
    { holds: publicName.test(code) || entry.test(path), weight: 5, reason: 'touches what others can import' },
    { holds: size > limits.large, weight: 4, reason: 'a large change' },
  ];
  return risks.filter(({ holds }) => holds);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

const security =
  /(?:^|[^a-z])(?:auth(?:oriz|entic|_|\b)|passw|secret|credential|crypto|csrf|cors\b|jwt|oauth|permission|sanitiz|escape(?:html)?\b|sql\b|eval\(|exec\(|execSync|innerHTML|deserializ|pickle)/i;
const configuration =
  /(?:^|\/)(?:package(?:-lock)?\.json|pyproject\.toml|setup\.(?:py|cfg)|Cargo\.(?:toml|lock)|go\.(?:mod|sum)|pom\.xml|Makefile|Dockerfile|tsconfig[^/]*\.json|\.env[^/]*|[^/]+\.(?:ya?ml|toml|ini))$|^\.github\//;
const publicName = /^[ \t]{0,4}(?:export\s|module\.exports|exports\.|pub\s|public\s|__all__)/m;
const entry = /(?:^|\/)(?:index\.[cm]?[jt]sx?|main\.\w{1,4}|mod\.rs|lib\.rs|__init__\.py)$/;
