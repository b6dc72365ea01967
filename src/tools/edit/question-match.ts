import type { Match, Wanted } from './find-matches.ts';
import { findText } from './find-text.ts';
import { lineNumberAt } from './line-number-at.ts';

const MAX_PLACES = 20;

/**
 * Why an edit whose `old` was found to the byte is likely not what the model meant there; `null` when nothing speaks against
 * it. Both cases look like success and leave a file that nobody asked for.
 */
export function questionMatch(text: string, wanted: Wanted, match: Match): string | null {
  if (isMadeAlready(text, wanted, match)) {
    const line = lineNumberAt(text, match.start);
    return `this edit seems already applied at line ${line}: \`old\` stands there as a part of \`new\`. If it is meant once more, give \`old\` with the lines around it.`;
  }
  if (joinsLines(text, wanted, match)) {
    const line = lineNumberAt(text, match.end);
    return `\`old\` ends with a line break and \`new\` does not, so that line ${line} would be joined to it. End both alike; to join the lines, put the beginning of line ${line} into both.`;
  }
  return null;
}

/** `new` is `old` with something added, and that stands around the match already. White space and brackets may well be doubled. */
function isMadeAlready(text: string, wanted: Wanted, { start }: Match): boolean {
  return findText(wanted.new, wanted.old, MAX_PLACES).some((at) => {
    const added = wanted.new.slice(0, at) + wanted.new.slice(at + wanted.old.length);
    return /\w{2}/.test(added) && start >= at && text.startsWith(wanted.new, start - at);
  });
}

function joinsLines(text: string, wanted: Wanted, { end }: Match): boolean {
  const isClosed = wanted.old.endsWith('\n') && wanted.new !== '' && !/\s$/.test(wanted.new);
  return isClosed && end < text.length && !/[\r\n]/.test(text[end] ?? '');
}
