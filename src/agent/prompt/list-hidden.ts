import { oneLine } from './one-line.ts';

const MAX_SHOWN = 10;
const MAX_EXCERPT = 200;

/**
 * What stands in a text on GitHub but not on its page, a line each: HTML comments, and link definitions that are comments. The
 * maintainer who asked for the work need not have seen it.
 */
export function listHidden(text: string): readonly string[] {
  const shown = withoutCodeBlocks(text);
  const found = [...htmlComments(shown), ...definitions(shown)].toSorted((one, other) => one.at - other.at);
  const lines = found
    .slice(0, MAX_SHOWN)
    .map(({ at, words }) => `line ${lineAt(shown, at)}: ${oneLine(words.slice(0, MAX_EXCERPT))}`);
  return found.length <= MAX_SHOWN ? lines : [...lines, `and ${found.length - MAX_SHOWN} more`];
}

type Hidden = { readonly at: number; readonly words: string };

/** A comment that is never closed hides all that follows. */
function htmlComments(text: string): readonly Hidden[] {
  const found: Hidden[] = [];
  for (let at = text.indexOf('<!--'); at !== -1; ) {
    const close = text.indexOf('-->', at + 4);
    const end = close === -1 ? text.length : close + 3;
    found.push({ at, words: text.slice(at, end) });
    at = text.indexOf('<!--', end);
  }
  return found;
}

function definitions(text: string): readonly Hidden[] {
  return [...text.matchAll(COMMENT_DEFINITION)].map((match) => ({ at: match.index, words: match[0] }));
}

/** `[//]: # (words)` and the like. */
const COMMENT_DEFINITION = /^ {0,3}\[[^\]\n]{1,100}\]: {0,5}(?:#|<>|<#>) {0,5}["'(][^\n]{0,300}/gm;

/** Line for line; what stands in a fenced block is on the page. */
function withoutCodeBlocks(text: string): string {
  let fence = '';
  const lines = text.split('\n').map((line) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
    if (fence === '' && mark !== '') fence = mark;
    else if (fence !== '' && mark.startsWith(fence)) fence = '';
    return fence === '' ? line : '';
  });
  return lines.join('\n');
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
