/** Why `text` would not be in the file as it was given; `null` when it would. */
export function findUnwritable(text: string): string | null {
  if (text.includes('\0')) {
    return 'the text has a NUL character, which would make the file binary. To write an escape, double its backslash.';
  }
  if (!text.isWellFormed()) {
    return 'the text has half of a surrogate pair, which is no character. Give the whole character, or an escape with a double backslash.';
  }
  return null;
}
