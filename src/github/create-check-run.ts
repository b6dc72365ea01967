import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

export type NewCheckRun = {
  readonly repository: RepositoryName;
  readonly headSha: string;
  readonly title: string;
  readonly summary: string;
  /** Shown below the summary; GitHub takes 65,535 characters. */
  readonly text: string;
  readonly conclusion: 'success' | 'neutral' | 'failure';
  /** Remarks at places of the change; GitHub takes at most fifty in one request. */
  readonly annotations: readonly CheckAnnotation[];
  /** Ours, by which it is found again. */
  readonly externalId: string;
  /** Where a reader finds more; left out: nowhere. */
  readonly detailsUrl?: string | null;
};

/** Lines are counted from 1. */
export type CheckAnnotation = {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
};

const maxAnnotations = 50;

export async function createCheckRun(octokit: Octokit, check: NewCheckRun, signal: AbortSignal): Promise<void> {
  await asking('accept the check run', signal, () =>
    octokit.rest.checks.create({
      owner: check.repository.owner,
      repo: check.repository.name,
      name: 'Sandpiper proof',
      head_sha: check.headSha,
      status: 'completed',
      conclusion: check.conclusion,
      external_id: check.externalId,
      ...(check.detailsUrl ? { details_url: check.detailsUrl } : {}),
      output: {
        title: check.title,
        summary: check.summary,
        text: check.text,
        annotations: check.annotations.slice(0, maxAnnotations).map(toAnnotation),
      },
      request: { signal },
    }),
  );
}

function toAnnotation({ path, startLine, endLine, level, title, message }: CheckAnnotation) {
  return { path, start_line: startLine, end_line: endLine, annotation_level: level, title, message };
}
