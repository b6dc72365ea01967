import { cleanText } from '../report/clean-text.ts';
import type { PullView } from './github/loopback-github.ts';

/** A pull request for a reader at a terminal: who it is first, then its text without what only a browser shows. */
export function printPullRequest(
  { number, title, draft, head, base, body }: PullView,
  width: number,
): readonly string[] {
  return [
    `Pull request #${number}: ${title}`,
    `State:   ${draft ? 'draft' : 'ready for review'}`,
    `Branch:  ${head.ref} into ${base.ref}`,
    '',
    ...plainMarkdown(body ?? ''),
  ].map((line) => cutLine(line, width));
}

/** Markdown without comments and escapes, and each folded part as one line. */
export function plainMarkdown(markdown: string): readonly string[] {
  return markdown
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/<details>\s*<summary>([\s\S]*?)<\/summary>[\s\S]*?<\/details>/g, (_all, summary: string) => {
      return `▸ ${summary
        .replaceAll(/<[^>]*>/g, '')
        .replaceAll(/\s+/g, ' ')
        .trim()}`;
    })
    .replaceAll(/\\([$*_#<>[\]|~`\\])/g, '$1')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
    .split('\n');
}

/** One line, no longer than the terminal is wide, in which nothing moves the cursor or hides. */
export function cutLine(text: string, width: number): string {
  const line = cleanText(text).replaceAll(/[\n\u2060]/g, '');
  return line.length > width ? `${line.slice(0, width - 1).toWellFormed()}…` : line;
}
