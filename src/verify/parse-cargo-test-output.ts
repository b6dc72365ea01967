import { stripVTControlCharacters } from 'node:util';
import type { ReportedTest } from './reported-test.ts';
import type { TestResult } from './suite.ts';

/**
 * Reads what `probe/cargo-test-runner.sh` kept of one test program; `null` when it was cut off, or does not name as many tests
 * as it counts: quiet output, or output that is too mixed up. A program that says nothing of tests is one itself.
 */
export function parseCargoTestOutput(text: string): readonly ReportedTest[] | null {
  const lines = linesOf(text);
  const file = /^target (.+)$/.exec(lines[0] ?? '')?.[1];
  const exit = /^exit (\d{1,3})$/.exec(lines.at(-2) ?? '')?.[1];
  if (file === undefined || exit === undefined) return null;
  const body = lines.slice(1, -2);
  if (!body.some((line) => isStart(line)))
    return [{ file, titles: ['main'], status: exit === '0' ? 'passed' : 'failed' }];

  const tests = testsIn(body);
  if (exit !== '0' && !body.some((line) => summary.test(line))) return [...toReported(file, tests), failed(file)];
  if (!agrees(tests, body)) return null;
  const failedByItself = exit !== '0' && tests.every((test) => test.status !== 'failed');
  return failedByItself ? [...toReported(file, tests), failed(file)] : toReported(file, tests);
}

/** The tests in a crate's documentation, which Cargo starts no program for; `null` when some of them are missing. */
export function parseCargoDocTests(stdout: string): readonly ReportedTest[] | null {
  const blocks = linesOf(stdout).reduce<string[][]>(intoBlocks, []);
  const relevant = blocks.filter((block) => block.some((line) => docTest.test(line)));
  if (!relevant.every((block) => agrees(testsIn(block), block))) return null;
  return relevant.flatMap((block) => testsIn(block).toSorted(byLine).flatMap(toDocTest));
}

const maxLineLength = 2000;
const summary = /test result: (?:ok|FAILED)\. (\d{1,9}) passed; (\d{1,9}) failed; (\d{1,9}) ignored;/;
const docTest = /^test \S+\.rs - /;
const documented = /^(\S+\.rs) - (.*?) ?\(line (\d{1,9})\)/;
const statuses: Readonly<Record<string, TestResult['status']>> = { ok: 'passed', FAILED: 'failed', ignored: 'skipped' };

type Named = { readonly name: string; readonly status: TestResult['status'] };

function linesOf(text: string): readonly string[] {
  return text.split('\n').map((line) => stripVTControlCharacters(line.slice(0, maxLineLength)).trimEnd());
}

function intoBlocks(blocks: string[][], line: string): string[][] {
  if (isStart(line)) blocks.push([]);
  blocks.at(-1)?.push(line);
  return blocks;
}

function isStart(line: string): boolean {
  return /^running \d{1,9} tests?$/.test(line);
}

/** What tests print may stand before a name on its line, or between a name and its result, which then has its own. After all names comes what the failed ones printed. */
function testsIn(lines: readonly string[]): readonly Named[] {
  const tests: Named[] = [];
  const end = lines.indexOf('failures:');
  let waiting: string | null = null;
  for (const line of end === -1 ? lines : lines.slice(0, end)) {
    const [, begun, rest = ''] = nameOfDocTest.exec(line) ?? nameOfTest.exec(line) ?? [];
    const name: string | null = begun ?? waiting;
    const status = statusOf(begun === undefined ? line : rest);
    if (name !== null && status !== undefined) tests.push({ name, status });
    waiting = status === undefined ? name : null;
  }
  return tests;
}

const nameOfTest = /test (\S+(?: - should panic)?) \.\.\. ?(.*)$/;
const nameOfDocTest = /^test (\S+\.rs - .*?) \.\.\. (.*)$/;

/** `ignored` may have a reason, and every result a time. */
function statusOf(text: string): TestResult['status'] | undefined {
  const word = /^(ok|FAILED|ignored)(?:, .*)?(?: <[\d.]{1,20}s>)?$/.exec(text)?.[1];
  return word === undefined ? undefined : statuses[word];
}

function agrees(tests: readonly Named[], lines: readonly string[]): boolean {
  const found = lines.map((line) => summary.exec(line)).findLast((match) => match !== null);
  if (found === undefined || found === null) return false;
  const counted = (['passed', 'failed', 'skipped'] as const).map(
    (status) => tests.filter((test) => test.status === status).length,
  );
  return counted.join() === found.slice(1, 4).map(Number).join();
}

function toReported(file: string, tests: readonly Named[]): readonly ReportedTest[] {
  return tests.map(({ name, status }) => ({ file, titles: name.replace(/ - should panic$/, '').split('::'), status }));
}

function failed(file: string): ReportedTest {
  return { file, titles: [], status: 'failed' };
}

/** Lines tell tests of one item apart, and then go, because they change with every edit above them. */
function byLine(one: Named, other: Named): number {
  return Number(documented.exec(one.name)?.[3]) - Number(documented.exec(other.name)?.[3]);
}

function toDocTest({ name, status }: Named): readonly ReportedTest[] {
  const [, file, item = ''] = documented.exec(name) ?? [];
  return file === undefined ? [] : [{ file, titles: ['documentation', item], status }];
}
