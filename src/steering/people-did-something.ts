import type { IssueEntry } from './issue-entry.ts';

/** What mends by itself is counted from where people last did anything. */
export function peopleDidSomething(entry: IssueEntry): IssueEntry {
  return { ...entry, fixes: { ...entry.fixes, inARow: 0 } };
}
