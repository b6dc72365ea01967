import { posix } from 'node:path';
import type { ChangedFile } from '../changed-file.ts';
import { addedLines } from './added-lines.ts';
import { isTestFile } from './is-test-file.ts';

const MAX_FOUND = 10;
const MAX_LINE_CHARACTERS = 120;
/** Nobody writes longer lines by hand. */
const MAX_SEARCHED_CHARACTERS = 500;

/** Added lines that look as if they had only been there to find something out, with their files. A program that prints has them too. */
export function findDebugging(files: readonly ChangedFile[]): readonly string[] {
  return files.flatMap(findIn).slice(0, MAX_FOUND);
}

function findIn(file: ChangedFile): readonly string[] {
  const pattern = isTestFile(file.path) ? ONLY_SOME_TESTS : PATTERNS.get(posix.extname(file.path).toLowerCase());
  if (pattern === undefined) return [];
  const found = addedLines(file).filter((line) => pattern.test(line.slice(0, MAX_SEARCHED_CHARACTERS)));
  return found.map((line) => `${file.path}: ${line.trim().slice(0, MAX_LINE_CHARACTERS)}`);
}

const ONLY_SOME_TESTS = /\b(?:describe|it|test|context|suite)\.only\s{0,4}\(|^\s{0,100}f(?:describe|it)\s{0,4}\(/;

const JAVASCRIPT = /\bconsole\.(?:log|debug|trace|dir)\s{0,4}\(|^\s{0,100}debugger\b|\.only\s{0,4}\(/;
const PYTHON = /^\s{0,100}print\s{0,4}\(|\bbreakpoint\(\)|\b(?:ipdb|pdb|pudb)\.set_trace\b|^\s{0,100}import i?pdb\b/;

const PATTERNS: ReadonlyMap<string, RegExp> = new Map([
  ...['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx', '.vue', '.svelte'].map(
    (extension) => [extension, JAVASCRIPT] as const,
  ),
  ['.py', PYTHON],
  ['.rs', /\bdbg!\s{0,4}\(/],
  ['.rb', /\bbinding\.(?:pry|irb)\b|^\s{0,100}byebug\b/],
  ['.php', /\b(?:var_dump|print_r|dd)\s{0,4}\(/],
  ['.go', /\b(?:fmt\.Printf?(?:ln)?|spew\.Dump)\s{0,4}\(|^\s{0,100}println\(/],
  ['.java', /\bSystem\.(?:out|err)\.print|\.printStackTrace\(/],
]);
