import { join } from 'node:path';
import type { Logger } from 'pino';
import { openDocuments } from '../store/documents.ts';
import { oneAtATime } from '../store/one-at-a-time.ts';
import { type IssueBook, type IssueEntry, type IssueKey, issueEntrySchema } from './issue-entry.ts';

/** Keeps the entries in the data directory, which one process has at a time. */
export function openIssueBook(dataDirectory: string, log: Logger): IssueBook {
  const documents = openDocuments({ folder: join(dataDirectory, 'issues'), schema: issueEntrySchema, log });
  const turns = oneAtATime();
  const repositoryOf = ({ installationId, repository }: Pick<IssueKey, 'installationId' | 'repository'>) => [
    String(installationId),
    `${repository.owner}+${repository.name}`,
  ];
  const keyOf = (key: IssueKey) => [...repositoryOf(key), String(key.issue)];
  return {
    read: async (key) => (await documents.read(keyOf(key))) ?? emptyEntry(key),
    change: (key, change) => documents.change(keyOf(key), (before) => change(before ?? emptyEntry(key))),
    forget: (key) => documents.remove(keyOf(key)),
    list: ({ installationId, repository }) =>
      documents.list(
        repository === undefined ? [String(installationId)] : repositoryOf({ installationId, repository }),
      ),
    inTurn: (key, work) => turns(keyOf(key).join('/').toLowerCase(), work),
  };
}

function emptyEntry({ installationId, repository: { owner, name }, issue }: IssueKey): IssueEntry {
  return {
    installationId,
    repository: { owner, name },
    issue,
    lastJob: null,
    hold: null,
    pull: null,
    endedPull: null,
    budgetUsd: null,
    runs: [],
    fixes: { inAll: 0, inARow: 0 },
    refusedAt: [],
  };
}
