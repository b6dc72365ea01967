import type { PatchedFile } from './list-patched-files.ts';
import type { Ending, PostMortem, TestsThen } from './post-mortem.ts';

const MAX_TEXT = 1_500;
const MAX_LINE = 300;
const MAX_ITEMS = 20;

/** One earlier run in lines, each of a bounded length: what others wrote stands in it as it is, to be quoted. */
export function describePostMortem(one: PostMortem): string {
  if (one.kind === 'lost') return `run: ${one.runId}\nNothing is known of it: ${one.why}.`;
  const { runId, task, said, ending, rootCause, summary, steps, files, tests } = one;
  return [
    `run: ${runId}`,
    `asked for: ${tasks[task]}`,
    ...said.slice(-MAX_ITEMS).map(({ author, text }) => `with the words of ${cut(author, MAX_LINE)}: ${cut(text)}`),
    `ended: ${describeEnding(ending)}`,
    ...(rootCause === null ? [] : [`what it took for the cause: ${cut(rootCause)}`]),
    ...listed('its steps as they were last', steps),
    ...(summary === null ? [] : [`what it said in the end: ${cut(summary)}`]),
    ...listed('files it changed', files.map(describeFile)),
    ...(files.length === 0 ? ['It left no change.'] : []),
    ...describeTests(tests),
  ].join('\n');
}

const tasks = { solve: 'a change', plan: 'a plan', revise: 'further commits on its pull request' } as const;

function describeEnding(ending: Ending | null): string {
  if (ending === null) return 'it never came to its end';
  const { kind, verdict, because } = ending;
  return [
    kind,
    verdict === null ? '' : `, ${cut(verdict, MAX_LINE)}`,
    because === null ? '' : `: ${cut(because)}`,
  ].join('');
}

function describeFile({ path, added, removed }: PatchedFile): string {
  return `${path} (+${added} -${removed})`;
}

function describeTests(tests: TestsThen | null): readonly string[] {
  if (tests === null) return ['Single tests are not known of it.'];
  return [
    ...listed('tests it fixed', tests.fixed),
    ...listed('tests it broke', tests.newlyFailing),
    ...listed('tests that failed before and after', tests.stillFailing),
  ];
}

function listed(title: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const more = items.length > MAX_ITEMS ? [`- … and ${items.length - MAX_ITEMS} more`] : [];
  return [`${title}:`, ...items.slice(0, MAX_ITEMS).map((item) => `- ${cut(item, MAX_LINE)}`), ...more];
}

function cut(text: string, length = MAX_TEXT): string {
  const line = text
    .slice(0, length * 2)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > length ? `${line.slice(0, length).toWellFormed()}…` : line;
}
