import { unescapeHtml } from './render-gfm.ts';

export type HtmlToken =
  | { readonly kind: 'open'; readonly tag: string; readonly attributes: string }
  | { readonly kind: 'close'; readonly tag: string }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  /** A `<` that begins nothing. The renderer escapes them, so this is raw. */
  | { readonly kind: 'broken'; readonly text: string };

/** Everything in a piece of HTML, in order. Stricter than a browser: what a browser would repair is `broken`. */
export function htmlTokens(html: string): readonly HtmlToken[] {
  return [...html.matchAll(token)].map(([whole, comment, slash, tag = '', attributes = '']): HtmlToken => {
    if (comment !== undefined) return { kind: 'comment', text: comment };
    if (slash === '/') return { kind: 'close', tag: tag.toLowerCase() };
    if (slash === '') return { kind: 'open', tag: tag.toLowerCase(), attributes };
    if (whole.startsWith('<')) return { kind: 'broken', text: whole };
    return { kind: 'text', text: unescapeHtml(whole) };
  });
}

const token =
  /<!--([\s\S]*?)-->|<(\/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[A-Za-z:_-]+(?:="[^"<]*")?)*\s*\/?)>|[^<]+|<[^<]*/g;
