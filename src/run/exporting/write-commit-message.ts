import type { Person } from '../../git/identity-of.ts';
import { inertTitle } from '../../report/inert-title.ts';
import type { ChainHead } from '../../store/record-event.ts';
import { recordTrailers } from './record-trailers.ts';

export type CommitFacts = {
  /** The issue's, without its secrets. */
  readonly title: string;
  readonly issue: number | null;
  readonly requestedBy: Person | null;
  readonly runId: string;
  /** Where the run's record ended when the commit was made. */
  readonly head: ChainHead;
  /** What the run was for, where that is not the issue alone, such as `Answer the review`. */
  readonly lead?: string | null;
  /** What servers look for in the last lines of a message, such as `skip-checks: true`; they want two empty lines before its trailers. */
  readonly marks?: readonly string[];
};

const maxTitle = 100;

/** One line of the issue's, with what the run was for, then trailers that are all ours: what binds the commit to the record of its run, and who asked for it. */
export function writeCommitMessage(facts: CommitFacts): string {
  const { title, issue, requestedBy, runId, head, lead = null, marks = [] } = facts;
  const trailers = [
    ...(issue === null ? [] : [`Issue: #${issue}`]),
    ...recordTrailers(runId, head),
    ...(requestedBy === null ? [] : coAuthor(requestedBy)),
  ];
  const first = inertTitle(lead === null ? title : `${lead}: ${title}`, maxTitle);
  return `${first}\n\n${marks.length === 0 ? '' : '\n'}${[...trailers, ...marks].join('\n')}\n`;
}

/** Whoever has a name or an address that could be read as anything more is not named. */
function coAuthor({ name, email }: Person): readonly string[] {
  const isPlain =
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(name) && /^[A-Za-z0-9_+.-]{1,150}@[A-Za-z0-9.-]{1,200}$/.test(email);
  return isPlain ? [`Co-authored-by: ${name} <${email}>`] : [];
}
