import { type HtmlToken, htmlTokens } from './html-tokens.ts';
import { type RenderedGfm, renderGfm } from './render-gfm.ts';

/**
 * All of a text that would act, or pass for something of ours, once it is published at GitHub: what the renderer makes of
 * it, what GitHub's filters then make of the words, and what other programs read in the raw text. What stands in a
 * quotation may look like a paragraph, a list or code there; nothing else.
 */
export function liveParts(markdown: string): readonly string[] {
  const rendered = renderGfm(markdown);
  return [
    ...rawHtml(rendered),
    ...structure(htmlTokens(rendered.html)),
    ...words(rendered),
    ...mathematics(markdown),
    ...rawParts(markdown),
  ];
}

/** What acts in a text that is shown without being rendered: a title, a commit's message, an annotation. */
export function livePartsOfPlainText(text: string): readonly string[] {
  return [...wordsOf(text, plainFilters), ...rawParts(text)];
}

function rawHtml({ rawHtml: pieces }: RenderedGfm): readonly string[] {
  return pieces.map((piece) => `HTML ${piece.trim()}`);
}

const plainTags = new Set(['p', 'br', 'ul', 'ol', 'li', 'code', 'pre']);

/** Links with where they lead, images, footnotes, tables cell by cell, headings, quotations, emphasis, diagrams. */
function structure(tokens: readonly HtmlToken[]): readonly string[] {
  let quotations = 0;
  return tokens.flatMap((token): readonly string[] => {
    if (token.kind === 'broken') return [`broken ${token.text}`];
    if (token.kind === 'close' && token.tag === 'blockquote') quotations -= 1;
    if (token.kind !== 'open') return [];
    if (token.tag === 'blockquote') quotations += 1;
    if (token.tag === 'strong' && quotations === 1) return [];
    const isDiagram = token.tag === 'code' && !/^(?: class="language-text")?$/.test(token.attributes);
    return plainTags.has(token.tag) && !isDiagram ? [] : [`<${token.tag}${token.attributes}>`];
  });
}

function words({ html }: RenderedGfm): readonly string[] {
  return wordsOf(textOutsideCode(html), [...plainFilters, ...markdownFilters]);
}

/** GitHub's, for which an escaped dollar is none. */
function mathematics(markdown: string): readonly string[] {
  if (!markdown.includes('$')) return [];
  const unescaped = markdown.replaceAll(/\\[\\$]/g, (escaped) => (escaped === '\\$' ? 'dollar' : escaped));
  const found = textOutsideCode(renderGfm(unescaped).html).matchAll(/\$(?=\S)[^$\n]*\$/g);
  return [...found].map(([formula]) => `mathematics ${formula}`);
}

/** GitHub's filters run over the text nodes that are in no code and in no link; a tag between two of them parts words. */
function textOutsideCode(html: string): string {
  let inside = 0;
  const texts = htmlTokens(html).map((token) => {
    if (token.kind === 'open' && isOpaque(token.tag)) inside += 1;
    if (token.kind === 'close' && isOpaque(token.tag)) inside -= 1;
    if (token.kind === 'text') return inside === 0 ? token.text : '';
    return 'tag' in token && blockTags.has(token.tag) ? '\n' : '\0';
  });
  return texts.join('');
}

const blockTags = new Set(['p', 'br', 'li', 'td', 'th', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

function isOpaque(tag: string): boolean {
  return tag === 'code' || tag === 'pre' || tag === 'a';
}

function wordsOf(text: string, filters: readonly Filter[]): readonly string[] {
  return filters.flatMap(([name, pattern]) => [...text.matchAll(pattern)].map(([word]) => `${name} ${word}`));
}

type Filter = readonly [string, RegExp];

/**
 * After GitHub's documentation of autolinked references, mentions, closing keywords and emoji, and somewhat stricter: a
 * mention or a reference may begin in the middle of a word.
 */
const plainFilters: readonly Filter[] = [
  ['mention', /@[a-z0-9][\w-]*(?:\/[\w.-]+)?/gi],
  ['reference', /(?:[\w.-]+(?:\/[\w.-]+)?)?#\d+|\bgh-\d+/gi],
  ['address', /\b[a-z][a-z0-9+.-]*:\/\/\S+/gi],
];

const markdownFilters: readonly Filter[] = [
  ['command of a line', /^\s*\/[a-z]\w*/gim],
  ['commit', /\b[0-9a-f]{7,40}\b/g],
  ['domain', /\bwww\.\S+|\b(?:mailto|xmpp):\S+/gi],
  ['emoji', /:[a-z0-9_+-]+:/gi],
];

function rawParts(markdown: string): readonly string[] {
  return rawFilters.flatMap(([name, pattern]) => [...markdown.matchAll(pattern)].map(([part]) => `${name} ${part}`));
}

/** What bots, workflows and git read in the text as it was written, wherever it stands. */
const rawFilters: readonly Filter[] = [
  ['command', /^[ \t]*\/[a-z]\w*/gim],
  ['order', /^[ \t]*@[a-z][\w-]*/gim],
  ['workflow command', /^[ \t]*::[a-z-]+|##\[[a-z][^\]\n]*\]/gim],
  ['skipped build', /\[(?:skip|no|ci|actions) ?(?:ci|skip|actions)\]|skip-checks\s?:|\*\*\*NO_CI/gi],
  [
    'closing',
    /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:(?:[\w.-]+\/[\w.-]+)?(?:#\d+|gh-\d+)|https?:\/\/\S+)/gi,
  ],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is being looked for
  ['control', /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g],
  [
    'invisible',
    // biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points are meant
    /(?!\u2060)(?:[\p{Cf}\p{Co}\p{Cs}\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2028\u2029\u3164\uffa0]|\u034f)/gu,
  ],
];
