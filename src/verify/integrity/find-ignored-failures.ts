import type { ChangedText } from '../changed-text.ts';
import { isTestPath } from '../is-test-path.ts';
import { isTestSetupPath } from '../is-test-setup-path.ts';
import type { IntegrityFinding } from '../suite.ts';
import { languageOf } from './language-of.ts';
import { lineAt, lineStartsOf } from './line-at.ts';
import { lineOf } from './line-of.ts';
import type { Mark } from './mark.ts';
import { maskCode } from './mask-code.ts';
import { quoteLines } from './quote-lines.ts';
import { ciFile } from './settings-rules.ts';
import { without } from './without.ts';

/** Places that run tests and, from now on, call it a success when they fail or when there are none. */
export function findIgnoredFailures(changes: readonly ChangedText[]): readonly IntegrityFinding[] {
  return changes.flatMap(({ path, before, after }) => {
    const read = readerFor(path);
    if (read === null) return [];
    const [was, is] = [read(before ?? ''), read(after ?? '')];
    if (is.length <= was.length) return [];
    const added = without(is, was, ({ text }) => text);
    const detail = `calls failing tests a success (${quoteLines(added)})`;
    return [{ kind: 'failures-ignored', path, detail, ...lineOf(added) }];
  });
}

type Reader = (text: string) => readonly Mark[];

function readerFor(path: string): Reader | null {
  if (isScript.test(path) || ciFile.test(path)) return ignoring;
  const isLoaded = (isTestPath(path) && !/(?:^|\/)(?:fixtures?|testdata)\//.test(path)) || isTestSetupPath(path);
  return isLoaded ? (text) => endings(path, text) : null;
}

/** Code of the tests that ends their process as a success, before anybody could count what failed. */
function endings(path: string, text: string): readonly Mark[] {
  const starts = lineStartsOf(text);
  const { bare } = maskCode(text, languageOf(path));
  return [...bare.matchAll(ending)].map(({ index }) => {
    const line = lineAt(starts, index);
    return {
      line,
      text: bare
        .slice(starts[line - 1], starts[line])
        .trim()
        .slice(0, 200),
    };
  });
}

const ending =
  /\bprocess\.(?:exit|reallyExit)\(\s{0,9}0?\s{0,9}\)|\bprocess\.exitCode\s{0,9}=\s{0,9}0\b|\bos\._exit\(\s{0,9}0\s{0,9}\)|^sys\.exit\(\s{0,9}0?\s{0,9}\)|\bpytest\.exit\([^\n]{0,200}\breturncode\s{0,9}=\s{0,9}0\b|\bos\.Exit\(\s{0,9}0\s{0,9}\)|\bSystem\.exit\(\s{0,9}0\s{0,9}\)|\bexitProcess\(\s{0,9}0\s{0,9}\)|\bprocess::exit\(\s{0,9}0\s{0,9}\)|^exit!?(?:[( ]\s{0,9}(?:0|true)\b|[ \t]{0,9}$)/gm;

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
