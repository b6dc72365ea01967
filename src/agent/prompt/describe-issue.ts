import { clip } from './clip.ts';
import { listAtMost } from './list-at-most.ts';
import { listHidden } from './list-hidden.ts';
import { listImages } from './list-images.ts';
import { oneLine } from './one-line.ts';
import type { PromptFacts } from './prompt-facts.ts';
import { quoteData } from './quote-data.ts';

const MAX_BODY_CHARACTERS = 60_000;
const MAX_COMMENT_CHARACTERS = 8_000;
const MAX_COMMENTS_CHARACTERS = 30_000;

type Issue = PromptFacts['issue'];

/** The task as people put it, with what they see and the model does not, and the other way round. */
export function describeIssue(issue: Issue): string {
  const { number, title, author, comments } = issue;
  const body = clip(readable(issue.body) || '(no description)', MAX_BODY_CHARACTERS);
  const origin = author === null ? '' : `author: ${oneLine(author)}\n`;
  const shown = lastThatFit(comments);
  return [
    number === null ? '# The task' : `# Issue ${number}`,
    quoteData('issue', `title: ${oneLine(title)}\n${origin}\n${body}`),
    ...describeComments(shown, comments.length - shown.length),
    ...describeUnseen([body, ...shown.map(({ text }) => text)]),
  ].join('\n\n');
}

function describeComments(comments: Issue['comments'], omitted: number): readonly string[] {
  if (comments.length === 0) return [];
  const note = omitted === 0 ? '' : ` ${omitted} earlier ones are left out.`;
  return [
    `## What people with write access said about it\n\nOldest first.${note}`,
    ...comments.map(({ author, text }) => quoteData('comment', `author: ${oneLine(author)}\n\n${text}`)),
  ];
}

/** The last comments usually settle what the first ones ask. */
function lastThatFit(comments: Issue['comments']): Issue['comments'] {
  const short = comments.map(({ author, text }) => ({ author, text: clip(readable(text), MAX_COMMENT_CHARACTERS) }));
  let spare = MAX_COMMENTS_CHARACTERS;
  const tooOld = short.findLastIndex(({ text }) => {
    spare -= text.length;
    return spare < 0;
  });
  return short.slice(tooOld + 1);
}

function describeUnseen(texts: readonly string[]): readonly string[] {
  const images = [...new Set(texts.flatMap(listImages))];
  const hidden = texts.flatMap(listHidden);
  return [
    ...describeList('Images in these texts. You cannot see them; go by the words around them.', images),
    ...describeList('Not visible on the page, so that the maintainer may never have read it:', hidden),
  ];
}

function describeList(about: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${about}\n\n${quoteData('unseen', listAtMost(40, lines))}`];
}

/** Pictures that stand in the text as data are nothing to read. */
function readable(text: string): string {
  return text
    .trim()
    .replaceAll(
      /(data:[\w/+.-]{1,60};base64,)[A-Za-z0-9+/=]{200,}/g,
      (all, head: string) => `${head}[… ${all.length} characters]`,
    );
}
