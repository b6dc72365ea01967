import { codeSpans } from './code-spans.ts';

/** A line without what HTML comments hide in it, and whether a comment is open where it ends. */
export function hideComments(line: string, isHidden: boolean): { readonly text: string; readonly isHidden: boolean } {
  const isCode = insideOf(codeSpans(line));
  let text = '';
  let at = 0;
  let hidden = isHidden;
  while (at < line.length) {
    if (hidden) {
      const end = line.indexOf('-->', at);
      if (end === -1) return { text, isHidden: true };
      at = end + 3;
      hidden = false;
    }
    const start = line.indexOf('<!--', at);
    if (start === -1) return { text: text + line.slice(at), isHidden: false };
    hidden = !isCode(start);
    text += line.slice(at, hidden ? start : start + 4);
    // `<!-->` is a whole comment, so the end may begin inside the beginning.
    at = hidden ? start + 2 : start + 4;
  }
  return { text, isHidden: hidden };
}

/** Answers for positions that only grow. */
function insideOf(spans: ReturnType<typeof codeSpans>): (position: number) => boolean {
  let at = 0;
  return (position) => {
    while ((spans[at]?.end ?? Number.POSITIVE_INFINITY) <= position) at += 1;
    return (spans[at]?.start ?? Number.POSITIVE_INFINITY) <= position;
  };
}
