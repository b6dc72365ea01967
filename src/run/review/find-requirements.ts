import { withoutComments } from '../../report/without-comments.ts';
import { type Names, namedIn } from './named-in.ts';

/** Something the issue seems to ask for, in its own words, and what it calls by name. Hostile text. */
export type Requirement = Names & { readonly text: string };

const limits = { issue: 64 * 1024, requirements: 12, characters: 240 };

/**
 * The title, the items of lists, and sentences that say what must be or name something in code. Read by fixed rules: a
 * requirement in other words is not found, and what is found need not be one. Time is linear in the text.
 */
export function findRequirements(issue: { readonly title: string; readonly body: string }): readonly Requirement[] {
  const texts = [issue.title, ...proseOf(issue.body.slice(0, limits.issue)).flatMap(asked)];
  return onlyOnce(texts.map((text) => text.replaceAll(/\s+/g, ' ').trim()))
    .slice(0, limits.requirements)
    .map((text) => ({ text: cut(text), ...namedIn(text) }));
}

function onlyOnce(texts: readonly string[]): readonly string[] {
  const seen = new Set(['']);
  return texts.filter((text) => {
    const isNew = !seen.has(text.toLowerCase());
    seen.add(text.toLowerCase());
    return isNew;
  });
}

type Block = { readonly kind: 'item' | 'paragraph'; readonly text: string };

function proseOf(body: string): readonly Block[] {
  const blocks: { kind: Block['kind']; text: string }[] = [];
  let isNew = true;
  for (const text of proseLines(body)) {
    const item = /^(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(\S.*)$/.exec(text)?.[1];
    const current = blocks.at(-1);
    if (item !== undefined) blocks.push({ kind: 'item', text: item });
    else if (text !== '' && (isNew || current === undefined)) blocks.push({ kind: 'paragraph', text });
    else if (current !== undefined) current.text += ` ${text}`;
    isNew = text === '';
  }
  return blocks;
}

/** Empty where there is a code block, a quotation, a table, a heading, or a section that tells how and where it was seen. */
function proseLines(body: string): readonly string[] {
  let isFenced = false;
  let isTold = true;
  return withoutComments(body)
    .split('\n')
    .map((line) => {
      const text = line.trim();
      const isFence = /^(?:```|~~~)/.test(text);
      if (isFence) isFenced = !isFenced;
      const heading = isFenced ? undefined : /^#{1,6}\s+(.*)$/.exec(text)?.[1];
      if (heading !== undefined) isTold = !circumstances.test(heading);
      const isProse = !isFence && !isFenced && isTold && heading === undefined && !/^[>|]/.test(text);
      return isProse ? text : '';
    });
}

const circumstances =
  /reproduc|environment|version|system|checklist|logs?\b|stack ?trace|screenshot|workaround|context|current behaviou?r|actual/i;

function asked({ kind, text }: Block): readonly string[] {
  if (kind === 'item') return [text];
  return text.split(/(?<=[.!?])\s+/).filter((sentence) => demand.test(sentence) || sentence.includes('`'));
}

const demand =
  /\b(?:should|must|shall|needs? to|ha(?:s|ve) to|ought to|expect(?:s|ed)?|instead of|require[sd]?|cannot|can't|may not|never|always)\b/i;

function cut(text: string): string {
  return text.length > limits.characters ? `${text.slice(0, limits.characters).toWellFormed()}…` : text;
}
