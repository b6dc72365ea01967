import type { IssueSnapshot } from '../../run/origins/run-request.ts';
import type { RunJob } from '../../run/task/run-job.ts';
import type { ReviseCause } from '../../run/task/run-task.ts';
import type { IssueEntry } from '../issue-entry.ts';
import type { OurPull } from './read-our-pull.ts';

export type Revision = OurPull & {
  readonly entry: IssueEntry;
  readonly cause: ReviseCause;
  /** Of the issue, as somebody who may say so approved of it. */
  readonly text: Omit<IssueSnapshot, 'number'>;
  readonly by: { readonly login: string; readonly id: number };
  /** ISO 8601, by GitHub's clock. */
  readonly at: string;
};

/** Further commits on a pull request that nobody asked for by a command. */
export function reviseJob({ pull, issue, entry, cause, text, by, at }: Revision): RunJob {
  const { installationId, repository, issue: number } = issue;
  return {
    request: {
      installationId,
      repository,
      issue: { title: text.title, body: text.body, author: text.author, number },
      sender: by.login,
      senderId: by.id,
      requestedAt: at,
    },
    task: {
      kind: 'revise',
      said: [],
      earlierRuns: entry.runs.map(({ runId }) => runId),
      budgetUsd: entry.budgetUsd,
      pull: pull.number,
      cause,
    },
  };
}
