import type { ChangedText } from '../changed-text.ts';
import type { IntegrityFinding } from '../suite.ts';
import { lineOf } from './line-of.ts';
import type { Mark } from './mark.ts';
import { quoteLines } from './quote-lines.ts';
import { ciFile } from './settings-rules.ts';
import { without } from './without.ts';

/** Places that run tests and, from now on, call it a success when they fail or when there are none. */
export function findIgnoredFailures(changes: readonly ChangedText[]): readonly IntegrityFinding[] {
  return changes.flatMap(({ path, before, after }) => {
    if (!isScript.test(path) && !ciFile.test(path)) return [];
    const [was, is] = [ignoring(before ?? ''), ignoring(after ?? '')];
    if (is.length <= was.length) return [];
    const added = without(is, was, ({ text }) => text);
    const detail = `calls failing tests a success (${quoteLines(added)})`;
    return [{ kind: 'failures-ignored', path, detail, ...lineOf(added) }];
  });
}

const isScript =
  /(?:^|\/)(?:package\.json|(?:GNUm|M|m)akefile|tox\.ini|noxfile\.py|Rakefile|pom\.xml|build\.gradle(?:\.kts)?|composer\.json|deno\.jsonc?)$|\.(?:sh|bash|mk)$/;

function ignoring(text: string): readonly Mark[] {
  return text.split('\n').flatMap((whole, index) => {
    const line = whole.slice(0, 2000);
    if (/^\s*(?:#|\/\/)/.test(line)) return [];
    return ignored.test(line) || settings.test(line) ? [{ line: index + 1, text: line.trim() }] : [];
  });
}

const runsTests = String.raw`(?:\btests?\b|\bpytest\b|\bvitest\b|\bjest\b|\bmocha\b|\bava\b|\brspec\b|\btox\b|\bnox\b|\bctest\b|\bphpunit\b|\bverify\b)`;
const ignored = new RegExp(
  String.raw`${runsTests}[^\n]{0,400}(?:\|\|\s{0,9}(?:true|:|exit 0|echo\b)|;\s{0,9}(?:true|exit 0)\b|--pass-?[wW]ith-?[nN]o-?[tT]ests\b)|^\t-(?=[^\n]{0,200}${runsTests})`,
);
const settings =
  /<testFailureIgnore>\s{0,9}true|\bignoreFailures\s{0,9}=\s{0,9}true|<skipTests>\s{0,9}true|-Dmaven\.test\.failure\.ignore|\bignore_outcome\s{0,9}=\s{0,9}true/i;
