import { cleanText } from './clean-text.ts';
import { fence } from './fence.ts';
import { inertLine } from './inert-line.ts';

/**
 * What a model or a stranger wrote, as a markdown quotation that cannot do anything. Paragraphs, lists and code
 * survive; everything else is shown as it was typed: no markup, no image, no link, no mention, no reference, no
 * command. An address is shown as code.
 */
export function quoteProse(text: string, maxCharacters = 4000): string {
  const clean = cleanText(text).trim();
  const shown = clean.length > maxCharacters ? `${clean.slice(0, maxCharacters).toWellFormed().trimEnd()}\n\n…` : clean;
  const lines = splitBlocks(shown.split('\n')).flatMap(renderBlock);
  return (lines.some((line) => line !== '') ? lines : ['(nothing)'])
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}

type Block = { readonly kind: 'code' | 'prose'; readonly lines: readonly string[] };

/** An opening fence without an end runs to the end of the text, as it does in markdown. */
function splitBlocks(lines: readonly string[]): readonly Block[] {
  const blocks: { kind: Block['kind']; lines: string[] }[] = [{ kind: 'prose', lines: [] }];
  for (const line of lines) {
    const current = blocks.at(-1);
    if (/^\s*(?:`{3,}[^`]*|~{3,}.*)$/.test(line))
      blocks.push({ kind: current?.kind === 'code' ? 'prose' : 'code', lines: [] });
    else current?.lines.push(line);
  }
  return blocks.filter((block) => block.lines.length > 0);
}

const codeLimits = { lines: 60, characters: 3000, lineCharacters: 300 };

function renderBlock({ kind, lines }: Block): readonly string[] {
  if (kind === 'prose') return lines.map(renderLine);
  return ['', ...fence(lines.join('\n'), codeLimits).split('\n'), ''];
}

function renderLine(line: string): string {
  const heading = /^\s{0,3}#{1,6}\s+(\S.*)$/.exec(line);
  if (heading?.[1] !== undefined) return `**${inertLine(heading[1].trim())}**`;
  const item = /^(\s{0,8})([-*+]|\d{1,3}[.)])\s+(\S.*)$/.exec(line);
  if (item === null) return inertLine(line.trim());
  const [, indent = '', marker = '', rest = ''] = item;
  const bullet = /\d/.test(marker) ? marker : '-';
  return `${indent.length >= 2 ? '    ' : ''}${bullet} ${inertLine(rest.trim())}`;
}
