/** A markdown list of at most `max` items, with a last line that counts the rest. */
export function listCapped<T>(items: readonly T[], max: number, render: (item: T) => string): string {
  const lines = items.slice(0, max).map((item) => `- ${render(item)}`);
  return (items.length > max ? [...lines, `- … and ${items.length - max} more`] : lines).join('\n');
}
