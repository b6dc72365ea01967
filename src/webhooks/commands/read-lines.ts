import { codeSpans } from './code-spans.ts';
import type { CommentLine } from './comment-line.ts';
import { hideComments } from './hide-comments.ts';
import { openFence } from './open-fence.ts';
import { withoutMail } from './without-mail.ts';

/** The lines of a comment, each with the place it has in what GitHub shows. In doubt a line is where commands do not count. */
export function readLines(comment: string): readonly CommentLine[] {
  let state = outside;
  const lines = comment.split(/\r\n?|\n/).map((text) => {
    const { line, next } = readLine(text, state);
    state = next;
    return line;
  });
  return withInlineCode(withoutMail(lines));
}

/** What the lines above leave open. */
type State = {
  readonly isHidden: boolean;
  /** Whether a line closes the fenced code that it is in; `null` outside of it. */
  readonly closesFence: ((line: string) => boolean) | null;
  /** The name of an element whose content is code or a quotation. */
  readonly element: string | null;
  readonly isBelowQuotation: boolean;
};

type Step = { readonly line: CommentLine; readonly next: State };

const outside: State = { isHidden: false, closesFence: null, element: null, isBelowQuotation: false };

function readLine(written: string, state: State): Step {
  if (state.closesFence !== null) {
    return { line: { text: written, place: 'code' }, next: state.closesFence(written) ? outside : state };
  }
  const { text, isHidden } = hideComments(written, state.isHidden);
  if (state.isHidden || /^\s*<!--/.test(written))
    return { line: { text, place: 'hidden' }, next: { ...state, isHidden } };
  const element = elementAfter(text, state.element);
  if (state.element !== null) return { line: { text, place: 'code' }, next: { ...outside, isHidden, element } };
  const { place, ...next } = readOpenLine(text, state);
  return { line: { text, place }, next: { ...outside, isHidden, element, ...next } };
}

type OpenLine = Pick<CommentLine, 'place'> & Partial<State>;

function readOpenLine(text: string, { isBelowQuotation }: State): OpenLine {
  if (/^ {0,3}>/.test(text)) return { place: 'quotation', isBelowQuotation: /[^\s>]/.test(text) };
  const closesFence = openFence(text);
  if (closesFence !== null) return { place: 'code', closesFence };
  if (text.trim() === '') return { place: 'open' };
  if (isBelowQuotation && !beginsBlock.test(text)) return { place: 'below-quotation', isBelowQuotation };
  return { place: /^(?: {4}| {0,3}\t)/.test(text) ? 'code' : 'open' };
}

/** Headings, lists, rules and elements end a quotation that an ordinary line would carry on. */
const beginsBlock = /^ {0,3}(?:#{1,6}(?:\s|$)|[-*+]\s|\d{1,9}[.)]\s|(?:[-*_] *){3,}$|<)/;

const verbatim = /<(\/?)(pre|code|blockquote|script|style|textarea)(?![\w-])/gi;

/** The element that a line leaves open. One inside another of its kind is not counted: people do not write that. */
function elementAfter(text: string, before: string | null): string | null {
  if (!text.includes('<')) return before;
  let open = before;
  for (const [, slash, name = ''] of withoutCode(text).matchAll(verbatim)) {
    if (slash === '' && open === null) open = name.toLowerCase();
    else if (slash === '/' && open === name.toLowerCase()) open = null;
  }
  return open;
}

function withoutCode(text: string): string {
  let rest = '';
  let end = 0;
  for (const span of codeSpans(text)) {
    rest += text.slice(end, span.start);
    end = span.end;
  }
  return rest + text.slice(end);
}

/** Inline code may go on over the lines of a paragraph. */
function withInlineCode(lines: readonly CommentLine[]): readonly CommentLine[] {
  const marked = [...lines];
  let from = 0;
  for (let at = 0; at <= lines.length; at += 1) {
    if (isInParagraph(lines[at])) continue;
    for (const inside of linesInCode(lines.slice(from, at))) {
      marked[from + inside] = { text: lines[from + inside]?.text ?? '', place: 'code' };
    }
    from = at + 1;
  }
  return marked;
}

function isInParagraph(line: CommentLine | undefined): boolean {
  return line !== undefined && line.place === 'open' && line.text.trim() !== '';
}

function linesInCode(paragraph: readonly CommentLine[]): readonly number[] {
  const spans = codeSpans(paragraph.map(({ text }) => text).join('\n'));
  const inside: number[] = [];
  let start = 0;
  let span = 0;
  paragraph.forEach(({ text }, at) => {
    while ((spans[span]?.end ?? Number.POSITIVE_INFINITY) <= start) span += 1;
    if ((spans[span]?.start ?? Number.POSITIVE_INFINITY) < start) inside.push(at);
    start += text.length + 1;
  });
  return inside;
}
