import type { ChangedText } from '../changed-text.ts';
import type { IntegrityFinding } from '../suite.ts';
import { languageOf } from './language-of.ts';
import { lineAt, lineStartsOf } from './line-at.ts';
import { lineOf } from './line-of.ts';
import type { Mark } from './mark.ts';
import { maskCode } from './mask-code.ts';
import { quoteLines } from './quote-lines.ts';
import { without } from './without.ts';

/**
 * Code that replaces what judges the tests, wherever it stands: assertions, a runner's report of a test, the exit code. Programs
 * among the data of tests may end as they like.
 */
export function findPatchedJudges(changes: readonly ChangedText[]): readonly IntegrityFinding[] {
  return changes.flatMap(({ path, before, after }) => {
    if (!isCode.test(path)) return [];
    const [was, is] = [patches(path, before ?? ''), patches(path, after ?? '')];
    const added = is.length > was.length ? without(is, was, ({ text }) => text) : [];
    if (added.length === 0) return [];
    return [
      {
        kind: 'judge-patched',
        path,
        detail: `replaces what judges the tests (${quoteLines(added)})`,
        ...lineOf(added),
      },
    ];
  });
}

const isCode = /\.(?:[cm]?[jt]sx?|py|go|rs|java|kts?|groovy|rb)$/;

function patches(path: string, text: string): readonly Mark[] {
  const starts = lineStartsOf(text);
  const { code, bare } = maskCode(text, languageOf(path));
  return [...code.matchAll(patterns)].flatMap(({ index, 0: found }) => {
    const start = index + found.search(/\S/);
    const line = lineAt(starts, start);
    const whole = code
      .slice(starts[line - 1], starts[line])
      .trim()
      .slice(0, 200);
    return bare[start] === code[start] ? [{ line, text: whole }] : [];
  });
}

const assertions = 'equal|strictEqual|deepEqual|deepStrictEqual|notEqual|ok|throws|rejects|match|fail|is|isTrue';
const matchers = 'toBe|toEqual|toStrictEqual|toThrow|toMatch|toContain|toHaveLength|toHaveBeenCalled(?:With)?';
const patterns = new RegExp(
  [
    // JavaScript
    String.raw`\b(?:assert|chai\.assert|Assertion\.prototype)\.(?:${assertions}|assert)\s{0,9}=(?![=>])`,
    String.raw`\b(?:global|globalThis|window)\.(?:expect|assert|it|test|describe)\s{0,9}=(?![=>])`,
    String.raw`\bexpect\.extend\s{0,9}\(\s{0,9}\{[^}\n]{0,80}\s{0,9}\b(?:${matchers})\s{0,9}[(:]`,
    String.raw`\b(?:jest|vi)\.(?:mock|doMock)\s{0,9}\(\s{0,9}['"](?:node:)?(?:assert|assert/strict|chai|expect|vitest|@jest/globals)['"]`,
    String.raw`\bprocess\.on(?:ce)?\s{0,9}\(\s{0,9}['"](?:exit|beforeExit)['"][^\n]{0,120}(?:\bprocess\.exitCode\s{0,9}=|\bprocess\.exit\s{0,9}\()\s{0,9}0?\b`,
    String.raw`\bprocess\.(?:reallyExit|exit)\s{0,9}=\s{0,9}(?:\(\w{0,20}\)|\w{1,20}|function\b)`,
    // Python
    String.raw`\b(?:report|rep|outcome|result)\.outcome\s{0,9}=\s{0,9}['"](?:passed|skipped)`,
    String.raw`\bsession\.(?:exitstatus\s{0,9}=|testsfailed\s{0,9}=)`,
    String.raw`\bitems(?:\[:\]\s{0,9}=\s{0,9}\[|\.clear\s{0,9}\()`,
    String.raw`\b(?:unittest\.)?TestCase\.(?:assert|fail)\w{0,30}\s{0,9}=(?!=)|\bpytest\.(?:raises|fail|approx)\s{0,9}=(?!=)`,
    String.raw`\bdef[ \t]{1,9}__eq__\s{0,9}\([^)\n]{0,80}\)[^\n:]{0,40}:\s{0,40}return[ \t]{1,9}True\b`,
    // Rust, Java, Kotlin, Ruby
    String.raw`\bmacro_rules!\s{0,9}(?:assert|assert_eq|assert_ne|panic)\b`,
    String.raw`\bstatic\s{1,9}(?:final\s{1,9})?void\s{1,9}assert(?:Equals|True|False|NotNull|Null|Same|Throws|That)\s{0,9}\(`,
    String.raw`\bfun\s{1,9}assert(?:Equals|True|False|NotNull|Null|Same)\s{0,9}\(`,
    String.raw`\bdef\s{1,9}(?:assert|assert_equal|refute|must_equal)\s{0,9}\(`,
    String.raw`\bat_exit\s{0,9}(?:\{|do\b)\s{0,40}exit!?[\s(]{1,3}(?:0|true)\b`,
  ].join('|'),
  'g',
);
