import type { ChangedText } from '../changed-text.ts';
import { isSourcePath } from '../is-source-path.ts';
import type { IntegrityFinding } from '../suite.ts';
import { languageOf } from './language-of.ts';
import { lineAt, lineStartsOf } from './line-at.ts';
import { lineOf } from './line-of.ts';
import type { Mark } from './mark.ts';
import { maskCode } from './mask-code.ts';
import { quoteLines } from './quote-lines.ts';
import { without } from './without.ts';

/** Source that asks whether it is tested: what it does then is not what it does for anybody else. */
export function findTestDetection(changes: readonly ChangedText[]): readonly IntegrityFinding[] {
  return changes.flatMap(({ path, before, after }) => {
    if (!isCode.test(path) || !isSourcePath(path)) return [];
    const [was, is] = [questions(path, before ?? ''), questions(path, after ?? '')];
    const added = is.length > was.length ? without(is, was, ({ text }) => text) : [];
    if (added.length === 0) return [];
    return [
      { kind: 'tests-detected', path, detail: `asks whether it is tested (${quoteLines(added)})`, ...lineOf(added) },
    ];
  });
}

const isCode = /(?<!\.(?:config|setup))\.(?:[cm]?[jt]sx?|vue|svelte|py|go|rs|java|kts?|rb)$/;

function questions(path: string, text: string): readonly Mark[] {
  const starts = lineStartsOf(text);
  const { code } = maskCode(text, languageOf(path));
  return [...code.matchAll(patterns)].map(({ index }) => {
    const line = lineAt(starts, index);
    return {
      line,
      text: code
        .slice(starts[line - 1], starts[line])
        .trim()
        .slice(0, 200),
    };
  });
}

const patterns = new RegExp(
  [
    // JavaScript
    String.raw`\bNODE_ENV(?:['"]\])?\s{0,9}[!=]==?\s{0,9}['"\x60]test\b|['"\x60]test['"\x60]\s{0,9}[!=]==?\s{0,9}process\.env\b`,
    String.raw`\benv(?:\.|\[['"])(?:VITEST|VITEST_WORKER_ID|JEST_WORKER_ID|NODE_TEST_CONTEXT|AVA_PATH|MOCHA_\w{1,20})\b`,
    String.raw`\btypeof\s{1,9}(?:globalThis\.|global\.)?(?:jest|vi|describe|it|expect|mocha|beforeEach)\s{0,9}[!=]==?`,
    String.raw`\bargv\b[^\n]{0,60}['"\x60/](?:jest|vitest|mocha|ava|--test)\b`,
    // Python
    String.raw`\bPYTEST_(?:CURRENT_TEST|VERSION|XDIST_WORKER)\b|['"](?:_?pytest|unittest|nose)['"]\s{1,9}(?:not\s{1,9})?in\s{1,9}sys\.modules`,
    String.raw`\bsys\.modules(?:\.get\(|\[)\s{0,9}['"](?:_?pytest|unittest)['"]|\bsys\.argv\b[^\n]{0,60}\bpytest\b`,
    // Go
    String.raw`\btesting\.Testing\s{0,9}\(\)|\bflag\.Lookup\s{0,9}\(\s{0,9}"test\.\w{1,20}"|\bos\.Args\[0\][^\n]{0,60}"\.test"`,
    // Rust
    String.raw`\bcfg!\s{0,9}\(\s{0,9}(?:not\s{0,9}\(\s{0,9})?test\b|#\[\s{0,9}cfg\s{0,9}\(\s{0,9}not\s{0,9}\(\s{0,9}test\b`,
    // Java, Ruby
    String.raw`\bClass\.forName\s{0,9}\(\s{0,9}"org\.(?:junit|testng)\b|\bgetStackTrace\s{0,9}\(\)[^\n]{0,200}(?:junit|Test)\b|"surefire\.\w{1,40}"`,
    String.raw`\bdefined\?\s{0,9}\(?\s{0,9}(?:RSpec|Minitest)\b|\b(?:RACK|RAILS)_ENV\b[^\n]{0,20}==\s{0,9}['"]test\b|\bRails\.env\.test\?`,
  ].join('|'),
  'g',
);
