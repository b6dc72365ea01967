import { codeSpan } from '../code-span.ts';
import type { Answer } from './answer.ts';

type NotTaken = Extract<Answer, { kind: 'not-taken' }>;

/** Why the queue did not take a run, and when it may. */
export function describeNotTaken({ why, until }: Pick<NotTaken, 'why' | 'until'>): {
  readonly reason: string;
  readonly nextAction: string;
} {
  if (why === 'issue-limit') return { reason: limits[why], nextAction: raise };
  const isKnown = until !== null && !Number.isNaN(Date.parse(until));
  const nextAction = isKnown
    ? `Comment \`/agent\` after ${codeSpan(readable(until))} to ask for it again.`
    : 'Comment `/agent` later to ask for it again.';
  return { reason: limits[why], nextAction };
}

const raise = 'Maintainers who want more of them can raise `conduct`, `runs-per-issue` in `.github/sandpiper.yml`.';

const limits: Readonly<Record<NotTaken['why'], string>> = {
  full: 'So many runs are waiting on this server that it takes no more.',
  'daily-limit': 'This repository has had as many runs today as the operator of this server allows.',
  'person-limit': 'You have asked for as many runs today as the operator of this server allows one person.',
  'issue-limit': 'This issue has had as many runs as this repository allows one issue.',
  budget: 'What may be spent on this server today is spent.',
  closed: 'This server is shutting down.',
};

function readable(at: string): string {
  const iso = new Date(at).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
