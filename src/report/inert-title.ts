import { cleanText } from './clean-text.ts';

/**
 * An issue's title as one line for the title of a pull request or a commit, where nothing can be escaped: it mentions
 * nobody, closes no issue, keeps no build from running and commands neither a bot nor a workflow. To be done last: cleaning would spell it out.
 */
export function inertTitle(title: string, maxCharacters: number): string {
  const line = cleanText(title)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(
      /[@#](?=\w)|gh-(?=\d)|:(?=\/\/)|\[(?=\s?(?:skip|no|ci|actions)\b)|\*(?=NO_CI)|skip-checks(?=\s?:)|#(?=\[)|^(?=\/|::)/gi,
      '$&\u2060',
    );
  return (
    (line.length > maxCharacters ? `${line.slice(0, maxCharacters - 1).toWellFormed()}…` : line) || 'Untitled issue'
  );
}
