import type { Message } from '../ask-model.ts';

/** Whether `written` stands, as it is or all but so, in something the model was shown by others than itself and the operator. */
export function isQuoted(written: string, messages: readonly Message[]): boolean {
  const sought = squeeze(written);
  return messages.some((message) => {
    const isShown = message.role === 'user' || message.role === 'tool';
    return isShown && squeeze(message.text).includes(sought);
  });
}

/** Without what a quotation loses or gains on its way: line numbers, marks of a quote or a patch, spacing, escapes. */
function squeeze(text: string): string {
  return text.replaceAll(/^[ \t]{0,20}(?:\d{1,7}[ \t]{0,4}[│|→:]|[>+-])/gm, '').replaceAll(/[\s\\]+/g, '');
}
