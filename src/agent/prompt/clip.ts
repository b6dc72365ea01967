/** The beginning of a text, with a word about what is missing when that is anything. */
export function clip(text: string, length: number, before = '\n'): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length).toWellFormed()}${before}[… cut: ${text.length - length} more characters]`;
}
