import { cleanText } from './clean-text.ts';
import { codeSpan } from './code-span.ts';

/**
 * One line of anybody's text as markdown that shows it and does nothing: no markup, image, link, mention, reference or
 * command. Code spans stay code, and addresses become code.
 */
export function inertLine(line: string, maxCharacters = 4000): string {
  const text = cleanText(line).replaceAll(/\s+/g, ' ').trim().slice(0, maxCharacters).toWellFormed();
  let rendered = '';
  let end = 0;
  for (const match of text.matchAll(codeOrAddress)) {
    rendered += inert(text.slice(end, match.index)) + codeSpan(match[2] ?? match[0]);
    end = match.index + match[0].length;
  }
  return inertStart(rendered + inert(text.slice(end)));
}

const codeOrAddress =
  /(?<!`)(`{1,3})(?!`)(?=\s*[^\s`])([^`]+)\1(?!`)|(?<![a-z0-9])(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.)[^\s<>`()[\]]*[^\s<>`()[\].,;:!?'"]/gi;

const joiner = '\u2060';

/** Escapes what markdown and HTML would read, and parts what GitHub would make a mention, a reference or a link. */
function inert(text: string): string {
  return text
    .replaceAll(/[\\`*[\]|~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&')
    .replaceAll(/&(?=[#A-Za-z])/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('@', `@${joiner}`)
    .replaceAll(/:(?=[\w+-]+:)/g, `:${joiner}`)
    .replaceAll('://', `:${joiner}//`)
    .replaceAll(/(?<![a-z0-9])(?:www|mailto|xmpp)(?=[.:])/gi, `$&${joiner}`)
    .replaceAll(/#(?=\d)|gh-(?=\d)|skip-checks(?=\s?:)/gi, `$&${joiner}`)
    .replaceAll(/(?<![a-z0-9])[0-9a-f]{7,40}(?![a-z0-9])/gi, (commit) => commit.replaceAll(/.{6}/g, `$&${joiner}`));
}

/** What means something only where a line begins: headings, quotations, lists, underlines, and commands to bots and workflows. */
function inertStart(line: string): string {
  return line
    .replace(/^[#>+=-]/, '\\$&')
    .replace(/^(\d{1,9})(?=[.)])/, '$1\\')
    .replace(/^(?=\/|::)/, joiner);
}
