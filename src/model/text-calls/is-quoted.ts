import type { Message } from '../ask-model.ts';
import type { Peeled } from './text-call.ts';

/**
 * Whether calls stand, as they were written or all but so, in something the model was shown by others than itself and the
 * operator; or one of them does, with its tool's name and its arguments, in another frame.
 */
export function isQuoted({ written, calls }: Peeled, messages: readonly Message[]): boolean {
  const block = squeeze(written);
  const parts = calls.filter((call) => call.arguments !== '{}').map((call) => squeezedParts(call));
  const word = longestWord(written);
  return messages.some((message) => {
    const isShown = (message.role === 'user' || message.role === 'tool') && message.text.includes(word);
    if (!isShown) return false;
    const text = squeeze(message.text);
    return text.includes(block) || parts.some((some) => some.every((part) => text.includes(part)));
  });
}

function squeezedParts({ name, arguments: given }: Peeled['calls'][number]): readonly string[] {
  return [squeeze(`"name":${JSON.stringify(name)}`), squeeze(given)];
}

/** Without what a quotation loses or gains on its way: line numbers, marks of a quote or a patch, spacing, escapes. */
function squeeze(text: string): string {
  return text.replaceAll(/^[ \t]{0,20}(?:\d{1,7}[ \t]{0,4}[│|→:]|[>+-])/gm, '').replaceAll(/[\s\\]+/g, '');
}

/** What does not have it cannot quote the text; nearly nothing has, so that nearly nothing needs a closer look. */
function longestWord(text: string): string {
  return (text.match(/\w+/g) ?? []).reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}
