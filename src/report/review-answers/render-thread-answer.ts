import { linkTo } from '../link-to.ts';
import { quoteProse } from '../quote-prose.ts';

/** What became of one thread of a review. */
export type ThreadOutcome =
  /** The lines it stands at are others now: those that are there instead, or none. */
  | { readonly kind: 'changed'; readonly commit: LinkedCommit; readonly now: LinkedLines | null }
  | { readonly kind: 'unchanged'; readonly commit: LinkedCommit }
  /** It stands at no line of the head, so that nothing can be told by looking. */
  | { readonly kind: 'no-place'; readonly commit: LinkedCommit }
  | { readonly kind: 'no-commit' };

export type LinkedCommit = { readonly sha: string; readonly url: string };

export type LinkedLines = { readonly start: number; readonly end: number; readonly url: string };

export type ThreadAnswerFacts = {
  readonly outcome: ThreadOutcome;
  /** The agent's, or `null` when it said nothing about this thread. */
  readonly words: string | null;
};

/** An answer in a thread: what was measured in our words, and what the agent says of it as a quotation. */
export function renderThreadAnswer({ outcome, words }: ThreadAnswerFacts, marker: string): string {
  const said =
    words === null || words.trim() === ''
      ? 'The agent said nothing about this thread.'
      : `The agent says:\n\n${quoteProse(words, 2_000)}`;
  return [describe(outcome), said, marker].join('\n\n');
}

function describe(outcome: ThreadOutcome): string {
  switch (outcome.kind) {
    case 'changed':
      return `Changed in ${link(outcome.commit)}: ${describeNow(outcome.now)}. Reopen the thread if this is not what you meant.`;
    case 'unchanged':
      return `Left open: these lines are as they were. What changed elsewhere is in ${link(outcome.commit)}.`;
    case 'no-place':
      return `Left open for you to judge: the thread stands at no line that is still there. What changed is in ${link(outcome.commit)}.`;
    case 'no-commit':
      return 'Left open: nothing was changed.';
  }
}

function describeNow(now: LinkedLines | null): string {
  if (now === null) return 'these lines are gone';
  const lines = now.start === now.end ? `line ${now.start}` : `lines ${now.start}–${now.end}`;
  return `now ${linkTo(lines, now.url)}`;
}

function link({ sha, url }: LinkedCommit): string {
  return linkTo(`\`${sha.slice(0, 12)}\``, url);
}
