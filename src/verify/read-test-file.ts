/** What can be counted in the text of a test file without running it. */
export type TestFileFacts = {
  /** Holds no code. */
  readonly isEmpty: boolean;
  readonly titles: readonly string[];
  readonly skips: number;
  readonly focuses: number;
  readonly assertions: number;
  /** Assertions that hold whatever the code does. */
  readonly hollowAssertions: number;
};

/** Reads JavaScript and TypeScript tests by their words, and the names of tests in Go, Python, Ruby and Rust. Commented-out code does not count. Time is linear in the text. */
export function readTestFile(text: string): TestFileFacts {
  const code = withoutComments(text);
  return {
    isEmpty: code.split('\n').every((line) => /^\s*(?:#|--|$)/.test(line)),
    titles: [...code.matchAll(title), ...code.matchAll(namedTest)].map(
      (match) => match[1] ?? match[2] ?? match[3] ?? match[0].trim(),
    ),
    skips: count(code, skip),
    focuses: count(code, focus),
    assertions: count(code, assertion),
    hollowAssertions: count(code, hollowAssertion),
  };
}

const title =
  /\b(?:it|test|specify)(?:\.\w{1,20}){0,3}\s{0,20}\(\s{0,200}(?:'((?:\\.|[^'\\\n]){0,500})'|"((?:\\.|[^"\\\n]){0,500})"|`((?:\\.|[^`\\\n]){0,500})`)/g;
const namedTest =
  /^[ \t]{0,40}(?:func[ \t]{1,9}(?:Test|Benchmark|Fuzz)|(?:async[ \t]{1,9})?def[ \t]{1,9}test|fn[ \t]{1,9}test)\w{0,200}|^[ \t]{0,40}(?:it|test|specify)[ \t]{1,9}['"][^\n]{0,500}[ \t]do\b/gm;
const skip =
  /\b(?:it|test|describe|suite|context|specify|t|ctx|this)(?:\.\w{1,20}){0,2}(?:\.|\[\s{0,9}['"`])(?:skip|todo|skipIf|runIf|fails|failing)\b|\bx(?:it|test|describe|context|specify)\s{0,9}\(|\b(?:skip|todo)\s{0,9}:\s{0,9}(?:true\b|['"`])/g;
const focus =
  /\b(?:it|test|describe|suite|context|specify)(?:\.\w{1,20}){0,2}(?:\.|\[\s{0,9}['"`])only\b|\bf(?:it|describe)\s{0,9}\(|\bonly\s{0,9}:\s{0,9}true\b/g;
const assertion = /\b(?:expect|assert)(?:\.\w{1,30}){0,3}\s{0,9}\(|\.should\b/g;
const hollowAssertion =
  /\bassert(?:\.ok)?\s{0,9}\(\s{0,9}(?:true|1)\s{0,9}[,)]|\bexpect\s{0,9}\(\s{0,9}(?:true|1)\s{0,9}\)|\bassert\.(?:strictEqual|equal|deepEqual)\s{0,9}\(\s{0,9}(true|1|0)\s{0,9},\s{0,9}\1\s{0,9}[,)]/g;

function count(code: string, pattern: RegExp): number {
  return code.match(pattern)?.length ?? 0;
}

/** Drops whole lines only: `//` and `/*` inside a line may be part of an address or a glob. */
function withoutComments(text: string): string {
  let isInBlock = false;
  const kept = text.split('\n').filter((line) => {
    const code = line.trimStart();
    const opens = !isInBlock && code.startsWith('/*');
    const wasInBlock = isInBlock || opens;
    if (wasInBlock) isInBlock = !code.includes('*/');
    return !wasInBlock && !code.startsWith('//');
  });
  return kept.join('\n');
}
