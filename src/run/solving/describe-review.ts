import type { PromptSection } from '../../agent/prompt/prompt-facts.ts';
import type { TrustedReview } from '../../github/list-trusted-threads.ts';
import { type NamedThread, nameThreads } from '../answering/name-threads.ts';

type Part = PromptSection['parts'][number];

const maxHunkLines = 20;

/** Each thread of a review by a name, with the place it stands at and what people with write access said in it. */
export function describeReview({ summary, threads, isCut }: TrustedReview): PromptSection {
  const named = nameThreads(threads);
  return {
    title: 'The review of this pull request',
    parts: [
      ...(summary === null ? [] : [quote('review', `author: ${summary.author}\n\n${summary.text}`)]),
      ...(named.length === 0 ? [] : [ours(whatToDo(named.length, isCut))]),
      ...named.flatMap(describeThread),
    ],
  };
}

function whatToDo(count: number, isCut: boolean): string {
  const more = isCut ? ' There are more threads than are shown here; they are for another run.' : '';
  const names = count === 1 ? 'The thread T1 waits' : `The threads T1 to T${count} wait`;
  return `${names} for an answer.${more} Change what each asks for, at the place it stands at, and answer every one in \`replies\` of finish: what you did about it, or why you did not. A thread counts as settled only when its lines have changed; where nothing should change there, say why.`;
}

function describeThread(thread: NamedThread): readonly Part[] {
  const { name, said, hunk } = thread;
  return [
    ours(`## ${name}`),
    quote('place', placeOf(thread)),
    ...(hunk.trim() === '' ? [] : [quote('diff', hunk.split('\n').slice(-maxHunkLines).join('\n'))]),
    ...said.map(({ author, text }) => quote('comment', `author: ${author}\n\n${text}`)),
  ];
}

function placeOf({ path, lines }: NamedThread): string {
  if (lines === null) return `${path}, at no line that is there any more`;
  return lines.start === lines.end ? `${path}:${lines.end}` : `${path}:${lines.start}-${lines.end}`;
}

const ours = (text: string): Part => ({ kind: 'ours', text });
const quote = (label: string, text: string): Part => ({ kind: 'quoted', label, text });
