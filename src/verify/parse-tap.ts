import type { ReportedTest } from './reported-test.ts';
import type { TestResult } from './suite.ts';

/**
 * Reads TAP as node-tap and tape write it; `null` when it was cut off. With node-tap the outermost points are files; tape knows
 * none, and gives its tests their names in comments.
 */
export function parseTap(text: string): readonly ReportedTest[] | null {
  const lines = withoutDetails(text.split('\n').map((line) => line.slice(0, maxLineLength).trimEnd()));
  const hasFiles = lines.some((line) => line.startsWith('# Subtest: '));
  const points = pointsIn(lines, hasFiles);
  if (!isWhole(lines, points.length)) return null;
  return points.flatMap((point) =>
    hasFiles ? testsOf(point, point.titles[0] ?? '', []) : testsOf(point, '', point.titles),
  );
}

/** The plan of node-tap 21 goes to its terminal alone, and its time is what it writes last. */
function isWhole(lines: readonly string[], count: number): boolean {
  if (lines.some((line) => line.trimStart().startsWith('Bail out!'))) return false;
  const plan = lines.map((line) => /^1\.\.(\d{1,9})(?: |$)/.exec(line)?.[1]).find((found) => found !== undefined);
  return plan === undefined ? lines.some((line) => line.startsWith('# time=')) : count === Number(plan);
}

type Point = {
  readonly titles: readonly string[];
  readonly status: TestResult['status'];
  children: readonly Point[];
};

const maxLineLength = 2000;
const maxDepth = 50;

/** A point's details are YAML, in which anything may stand. */
function withoutDetails(lines: readonly string[]): readonly string[] {
  let end: string | null = null;
  return lines.filter((line) => {
    if (end === null && /^ +---$/.test(line)) end = line.replace('---', '...');
    const isKept = end === null;
    if (line === end) end = null;
    return isKept;
  });
}

/** A point stands after the points inside it, unless it opens a brace: then they follow. */
function pointsIn(lines: readonly string[], hasFiles: boolean): readonly Point[] {
  const levels: Point[][] = [[]];
  let heading: string | null = null;
  for (const line of lines) {
    const depth = Math.min(Math.floor((line.length - line.trimStart().length) / 4), maxDepth);
    const content = line.trimStart();
    const comment = /^# (?!tests |pass |fail |ok$|skip |todo )(.*)$/.exec(content)?.[1];
    if (!hasFiles && depth === 0 && comment !== undefined) heading = comment.replace(/^TODO /, '');
    if (content === '}') close(levels, depth);
    const point = toPoint(content, heading);
    if (point !== null) add(levels, depth, point, content.endsWith(' {'));
  }
  return levels[0] ?? [];
}

function add(levels: Point[][], depth: number, point: Point, isOpened: boolean): void {
  while (levels.length <= depth) levels.push([]);
  if (!isOpened) point.children = levels[depth + 1] ?? [];
  levels[depth]?.push(point);
  levels.length = depth + 1;
}

function close(levels: Point[][], depth: number): void {
  const opened = levels[depth]?.at(-1);
  if (opened !== undefined) opened.children = levels[depth + 1] ?? [];
  levels.length = Math.min(levels.length, depth + 1);
}

function toPoint(content: string, heading: string | null): Point | null {
  const [, word, rest = ''] = /^(ok|not ok)(?: |$)(.*)$/.exec(content) ?? [];
  if (word === undefined) return null;
  const [described = '', directive = ''] = rest.replace(/ \{$/, '').split(/ # (?=skip|todo|time=)/i);
  const name = described.replace(/^\d{0,9} ?(?:- )?/, '').replaceAll('\\#', '#') || '(no name)';
  const isNotRun = /^(?:skip|todo)/i.test(directive);
  const status = word === 'ok' ? 'passed' : 'failed';
  return {
    titles: heading === null ? [name] : [heading, name],
    status: isNotRun ? 'skipped' : status,
    children: [],
  };
}

/** A point with points inside only names them, unless it failed and none of them did. */
function testsOf(point: Point, file: string, titles: readonly string[]): readonly ReportedTest[] {
  const inner = point.children.flatMap((child) => testsOf(child, file, [...titles, ...child.titles]));
  const own: ReportedTest = { file, titles, status: point.status };
  if (inner.length === 0) return [own];
  const isBlamed = point.status === 'failed' && inner.every((test) => test.status !== 'failed');
  return isBlamed ? [...inner, own] : inner;
}
