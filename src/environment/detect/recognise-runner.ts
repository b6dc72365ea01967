import type { Runner } from '../commands.ts';

const runners: readonly (readonly [Runner, RegExp])[] = [
  ['vitest', /(?:^|[\s/"'])vitest(?:\.mjs)?(?=$|[\s"';&|])/m],
  ['jest', /(?:^|[\s/"'])jest(?:\.js)?(?=$|[\s"';&|])/m],
  ['mocha', /(?:^|[\s/"'])_?mocha(?:\.js)?(?=$|[\s"';&|])/m],
  ['ava', /(?:^|[\s/"'])ava(?=$|[\s"';&|])/m],
  ['pytest', /(?:^|[\s/"'])(?:pytest|py\.test)(?=$|[\s"';&|])/m],
  ['tap', /(?:^|[\s/"'])(?<!reporter\s)(?:tap|tape)(?:\.js)?(?=$|[\s"';&|])/m],
  ['go-test', /(?:^|[\s/"'(])(?:go\s+test|gotestsum)(?=$|[\s"';&|)])/m],
  ['cargo-test', /(?:^|[\s/"'(])cargo\s+(?:\+\S{1,40}\s+)?(?:test|t|nextest\s+run)(?=$|[\s"';&|)])/m],
  [
    'junit',
    /(?:^|[\s/"'])(?:mvnw?|gradlew?)(?=\s)[^;&|\n]{0,300}?[\s:](?:test|check|verify|build|package|install)(?=$|[\s"';&|])/m,
  ],
  ['node-test', /(?:^|\s)--test(?=$|[\s"';&|])|\bnode\s[^;&|\n]{0,500}\btests?\b/m],
];

/** The test runner that a script calls by its name; `exit-code` when it calls none whose results can be read. */
export function recogniseRunner(script: string): Runner {
  const found = runners.find(([, pattern]) => pattern.test(script));
  return found === undefined ? 'exit-code' : found[0];
}
