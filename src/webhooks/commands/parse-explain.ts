import type { Command } from './command.ts';

const maxPath = 1_024;

/** A file of the change, as people write it down: `src/app.ts`, `src/app.ts:12`, `src/app.ts#L12`, in backticks or quotes or bare. */
export function parseExplain(rest: string): Command {
  if (rest === '') return malformed('It says no file.');
  const target = unwrap(rest);
  if (target === null) return malformed('Only a file may follow; put one whose name has spaces in it into backticks.');
  const [, written = '', digits] = /^(.*?)(?:(?::|#L)(\d+))?$/su.exec(target) ?? [];
  const path = written.replace(/^(?:\.\/)+/, '');
  const line = digits === undefined ? null : Number(digits);
  if (line !== null && (line < 1 || line > 9_999_999)) return malformed('There is no such line: the first is 1.');
  const problem = whatIsWrong(path);
  return problem === null ? { kind: 'explain', path, line } : malformed(problem);
}

/** `null` when more stands there than one file. */
function unwrap(rest: string): string | null {
  const wrapped = /^(?:`([^`]+)`|"([^"]+)"|'([^']+)')((?::|#L)\d+)?$/u.exec(rest);
  if (wrapped !== null) return `${(wrapped[1] ?? wrapped[2] ?? wrapped[3] ?? '').trim()}${wrapped[4] ?? ''}`;
  return /\s/u.test(rest) ? null : rest;
}

function whatIsWrong(path: string): string | null {
  if (path === '' || path.endsWith('/')) return 'It names no file.';
  if (path.length > maxPath) return `A path has at most ${maxPath} characters.`;
  if (path.startsWith('/') || path.includes('\\') || path.split('/').includes('..')) {
    return 'A path begins at the root of the repository, has slashes between its parts, and stays inside.';
  }
  return /\p{C}/u.test(path) ? 'The path holds characters that nobody can see.' : null;
}

function malformed(problem: string): Command {
  return { kind: 'malformed', name: 'explain', problem, examples: ['/explain src/app.ts:12'] };
}
