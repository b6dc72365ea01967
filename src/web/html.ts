import { cleanText } from '../report/clean-text.ts';

/** A piece of a page. Made by `html` alone, so that no text gets into a page unescaped. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type HtmlPart = string | number | Html | readonly HtmlPart[];

/** What is filled in is text, escaped for an element's content and a quoted attribute alike, unless it is `Html` itself. */
export function html(pieces: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(pieces.map((piece, at) => piece + (at < parts.length ? escaped(parts[at] ?? '') : '')).join(''));
}

function escaped(part: HtmlPart): string {
  if (part instanceof Html) return part.toString();
  if (typeof part === 'number') return String(part);
  if (typeof part !== 'string') return part.map(escaped).join('');
  return cleanText(part).replaceAll(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
