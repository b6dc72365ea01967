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
};

const maxTitle = 100;

/** One line of the issue's, then trailers that are all ours: what binds the commit to the record of its run, and who asked for it. */
export function writeCommitMessage({ title, issue, requestedBy, runId, head }: CommitFacts): string {
  const trailers = [
    ...(issue === null ? [] : [`Issue: #${issue}`]),
    ...recordTrailers(runId, head),
    ...(requestedBy === null ? [] : coAuthor(requestedBy)),
  ];
  return `${inertTitle(title, maxTitle)}\n\n${trailers.join('\n')}\n`;
}

/** Whoever has a name or an address that could be read as anything more is not named. */
function coAuthor({ name, email }: Person): readonly string[] {
  const isPlain =
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(name) && /^[A-Za-z0-9_+.-]{1,150}@[A-Za-z0-9.-]{1,200}$/.test(email);
  return isPlain ? [`Co-authored-by: ${name} <${email}>`] : [];
}
