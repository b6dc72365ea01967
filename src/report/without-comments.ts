/** Markdown without the comments of HTML, which nobody sees; one without an end hides all that follows it. */
export function withoutComments(text: string): string {
  const [first = '', ...rest] = text.split('<!--');
  const after = rest.map((part) => (part.includes('-->') ? part.slice(part.indexOf('-->') + 3) : ''));
  return [first, ...after].join('\n');
}
