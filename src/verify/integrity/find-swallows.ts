import { lineAt } from './line-at.ts';
import type { Mark } from './mark.ts';

/**
 * What keeps an assertion from failing its test: a `try` around it whose `catch` does nothing, a condition that never holds, a
 * `return` before it. `bare` is the code with empty strings.
 */
export function findSwallows(bare: string, starts: readonly number[], assertions: readonly Mark[]): readonly Mark[] {
  const lines = bare.split('\n');
  const asserted = new Set(assertions.map(({ line }) => line));
  const holds = (from: number, to: number) => {
    for (let line = from; line <= to; line += 1) if (asserted.has(line)) return true;
    return false;
  };
  const at = (offset: number) => lineAt(starts, offset);
  const mark = (line: number): Mark => ({ line, text: (lines[line - 1] ?? '').trim().slice(0, 200) });

  return [
    ...[...bare.matchAll(idleCatch)].flatMap(({ index, 0: found }) => {
      const from = found.startsWith('.') ? statementStart(lines, at(index)) : blockStart(lines, at(index));
      return holds(from, at(index)) ? [mark(at(index + found.search(/\S/)))] : [];
    }),
    ...[...bare.matchAll(shield)].flatMap(({ index, 0: found }) => {
      const line = at(index + found.search(/\S/));
      return holds(line, line + maxBlock) ? [mark(line)] : [];
    }),
    ...[...bare.matchAll(never)].flatMap(({ index, 0: found }) => {
      const line = at(index + found.search(/\S/));
      return holds(line, line + 5) ? [mark(line)] : [];
    }),
    ...deadEnds(lines)
      .filter((line) => holds(line + 1, line + 3))
      .map(mark),
  ];
}

const idleBody = String.raw`(?:(?:console\.\w{1,10}\([^\n]{0,200}\)|return|done\(\)|pass|\.\.\.|continue|nil|true|\/\/)\s{0,9};?\s{0,80}){0,2}`;
const idleCatch = new RegExp(
  [
    // JavaScript, Java
    String.raw`\}\s{0,80}catch\s{0,9}(?:\([^)\n]{0,80}\))?\s{0,9}\{\s{0,200}${idleBody}\}`,
    String.raw`\.catch\(\s{0,9}(?:\(\w{0,20}\)|\w{1,20})\s{0,9}=>\s{0,9}(?:\{\s{0,80}\}|undefined|null|void 0|true|false)\s{0,9}\)`,
    // Python
    String.raw`^[ \t]{0,99}except(?:[ \t]{1,9}\(?(?:Base|Assertion|[\w.]{1,40}, ?)?(?:Exception|AssertionError|Error)[^\n:]{0,80})?[ \t]{0,9}:[ \t]{0,9}\n?[ \t]{0,99}(?:pass|return|\.\.\.|continue|print\([^\n]{0,200}\))[ \t]{0,9}$`,
    // Ruby
    String.raw`^[ \t]{0,99}rescue\b[^\n]{0,80}\n\s{0,99}(?:(?:nil|true|next|return)\s{0,99})?end\b`,
  ].join('|'),
  'gm',
);
/** What is written before the assertions it shields. */
const shield = new RegExp(
  [
    String.raw`^[ \t]{0,99}with[ \t]{1,9}(?:contextlib\.)?suppress\((?:Base)?(?:Exception|AssertionError)\b[^\n]{0,80}$`,
    String.raw`\bdefer func\(\)\s{0,9}\{\s{0,80}(?:_\s{0,9}=\s{0,9})?recover\(\)\s{0,80}\}\(\)`,
    String.raw`\blet\s{1,9}_\w{0,20}\s{0,9}=\s{0,9}(?:std::)?(?:panic::)?catch_unwind\b`,
  ].join('|'),
  'gm',
);
const never =
  /^[ \t]{0,99}(?:if|while)[ \t]{0,9}(?:\([ \t]{0,9}(?:false|0|!1|!true)[ \t]{0,9}\)|(?:False|false|0)[ \t]{0,9}[:{]|false[ \t]{0,9}$)/gm;

const maxBlock = 60;

/** The line of the `try` above, by what is written there. What opens only afterwards is looked for below the line itself. */
function blockStart(lines: readonly string[], line: number): number {
  for (let above = line; above > Math.max(0, line - maxBlock); above -= 1) {
    if (/^\s{0,99}(?:try\b|begin\b|def\b)|\btry\s{0,9}\{/.test((lines[above - 1] ?? '').slice(0, 300))) return above;
  }
  return Math.max(1, line - 5);
}

/** Above a line that only goes on with a statement, the one as deep that begins it. */
function statementStart(lines: readonly string[], line: number): number {
  const goesOn = /^\s{0,200}[.)\]}]/;
  const depthOf = (text: string) => text.slice(0, 200).search(/\S|$/);
  const depth = depthOf(lines[line - 1] ?? '');
  let start = line;
  while (start > Math.max(1, line - maxBlock)) {
    const text = lines[start - 1] ?? '';
    if (!goesOn.test(text) && depthOf(text) <= depth && text !== '') return start;
    start -= 1;
  }
  return start;
}

/** Lines that return, with a statement after them that is as deep. */
function deadEnds(lines: readonly string[]): readonly number[] {
  return lines.flatMap((text, index) => {
    const depth = /^([ \t]{1,99})return\b[^\n(]{0,80};?$/.exec(text.slice(0, 200))?.[1];
    const next = lines[index + 1];
    if (depth === undefined || next === undefined) return [];
    return next.startsWith(depth) &&
      /^[A-Za-z_]/.test(next.slice(depth.length)) &&
      !/^\s*(?:case|default|else|end|rescue)\b/.test(next)
      ? [index + 1]
      : [];
  });
}
