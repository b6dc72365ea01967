/**
 * What closes the fenced code that a line opens, or `null` when it opens none. The fence may stand in an item of a list; the
 * text after backticks holds none, or the line is inline code.
 */
export function openFence(line: string): ((line: string) => boolean) | null {
  const fence = /^ {0,3}(?:(?:[-*+]|\d{1,9}[.)]) {1,4}){0,8}(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1];
  if (fence === undefined) return null;
  return (other) => {
    const text = other.trim();
    return text.length >= fence.length && text === fence.charAt(0).repeat(text.length) && !/^(?: {4}|\t)/.test(other);
  };
}
