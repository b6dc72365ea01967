/**
 * What a file with many purposes says of how its tests are run: the section of pytest, targets of Cargo, the test plugins of
 * Maven, the test block of Gradle. Equal texts mean equal setups; `null` for any other file.
 */
export function runnerSettingsText(path: string, text: string): string | null {
  const name = path.split('/').at(-1) ?? '';
  const reader = readers.find(([pattern]) => pattern.test(name));
  return reader === undefined ? null : reader[1](text).join('\n').replace(/\s+/g, ' ').trim();
}

type Reader = (text: string) => readonly string[];

const readers: readonly (readonly [RegExp, Reader])[] = [
  [/^(?:pyproject\.toml|setup\.cfg)$/, sections(/^\[(?:tool[.:]pytest|tool\.(?:nox|hatch\.envs\S{0,40}test)|pytest)/)],
  [/^Cargo\.toml$/, (text) => text.match(/^\s{0,9}(?:harness|autotests|test|doctest)\s{0,9}=[^\n]{0,100}/gm) ?? []],
  [/^pom\.xml$/, (text) => text.split(/(?=<plugin>)/).flatMap(testPlugin)],
  [/^build\.gradle(?:\.kts)?$/, blocks],
];

/** Lines from such a heading up to the next one, without comments. */
function sections(heading: RegExp): Reader {
  return (text) => {
    let isInside = false;
    return text.split('\n').filter((line) => {
      if (/^\[/.test(line)) isInside = heading.test(line);
      return isInside && !/^\s*[#;]/.test(line);
    });
  };
}

function testPlugin(text: string): readonly string[] {
  const [plugin = ''] = text.split('</plugin>');
  if (!/<artifactId>\s{0,9}maven-(?:surefire|failsafe)-plugin/.test(plugin)) return [];
  return [plugin.replace(/<version>[^<]{0,100}<\/version>/, '')];
}

/** Blocks that are called `test`, up to a brace that stands where their first line does. */
function blocks(text: string): readonly string[] {
  let end: string | null = null;
  return text.split('\n').filter((line) => {
    const indent = /^\s{0,80}(?=(?:tasks\.)?(?:\w{0,30}[tT]est\b|named<Test>|withType[<(]Test)[^\n]{0,80}\{\s*$)/.exec(
      line.slice(0, 300),
    )?.[0];
    if (end === null && indent !== undefined) end = `${indent}}`;
    const isInside = end !== null;
    if (line === end) end = null;
    return isInside;
  });
}
