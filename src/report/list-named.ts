import { codeSpan } from './code-span.ts';
import { fold } from './fold.ts';
import { listCapped } from './list-capped.ts';
import { shownItems } from './shown-items.ts';

/** What a reader takes in at a glance; a longer list is folded. */
const maxOpen = 8;

/** Names of tests under a title of ours, which counts them. */
export function listNamed(title: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const list = listCapped(names, shownItems, (name) => codeSpan(name));
  const counted = `${title} (${names.length})`;
  return names.length > maxOpen ? fold(`<b>${counted}</b>`, list) : `**${counted}**\n\n${list}`;
}
