import type { InboxMessage, RunInbox } from '../../store/run-inbox.ts';

export type SharedInbox = {
  /** What was said to the run since this candidate last asked, whenever it began. */
  readonly takeFor: (candidate: number) => readonly InboxMessage[];
};

/** What people say to a run with several candidates is said to each of them. */
export function shareInbox(inbox: Pick<RunInbox, 'take'>): SharedInbox {
  const said: InboxMessage[] = [];
  const heard = new Map<number, number>();
  return {
    takeFor(candidate) {
      said.push(...inbox.take());
      const fresh = said.slice(heard.get(candidate) ?? 0);
      heard.set(candidate, said.length);
      return fresh;
    },
  };
}
