/** Whether a text has lines as git writes them around the two sides of a conflict. */
export function hasMarks(text: string): boolean {
  const lines = text.split(/\r?\n/);
  return lines.some((line) => line.startsWith('<<<<<<< ')) && lines.some((line) => line.startsWith('>>>>>>> '));
}
