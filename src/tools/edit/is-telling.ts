/** A closing bracket or one short word stands in too many places for its text alone to tell which was meant. */
export function isTelling(old: string): boolean {
  const lines = old.split('\n').filter((line) => line.trim() !== '');
  const characters = old.replaceAll(/[^\p{L}\p{N}]/gu, '').length;
  return lines.length > 1 ? characters >= 2 : characters >= 6;
}
