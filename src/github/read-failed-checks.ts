import type { Octokit } from 'octokit';
import { asking, GitHubFault } from './github-fault.ts';
import { readJobLog } from './read-job-log.ts';
import type { RepositoryName } from './repository-name.ts';

/** A check of another app that failed, in its own words. */
export type FailedCheck = {
  readonly name: string;
  readonly conclusion: string;
  /** Title and summary; empty when it says nothing. */
  readonly summary: string;
  readonly annotations: readonly FailedPlace[];
  /** The end of its log; `null` where there is none that we can read. */
  readonly log: string | null;
};

export type FailedPlace = { readonly path: string; readonly line: number; readonly message: string };

export type FailedChecks = {
  readonly checks: readonly FailedCheck[];
  /** Others that failed, which were not read. */
  readonly omitted: number;
};

const maxChecks = 10;
const maxAnnotations = 30;
const maxSummary = 4_000;
const maxMessage = 1_000;

/** The app whose check runs are jobs with a log, under the same number. */
const withLogs = 'github-actions';

export type CheckReaders = {
  readonly octokit: Octokit;
  /** May read logs; `null`: nothing here may. */
  readonly logs: Octokit | null;
};

/** What failed on a commit, but for what we ourselves say of it. */
export async function readFailedChecks(
  { octokit, logs }: CheckReaders,
  {
    repository,
    sha,
    botLogin,
  }: { readonly repository: RepositoryName; readonly sha: string; readonly botLogin: string },
  signal: AbortSignal,
): Promise<FailedChecks> {
  const at = { owner: repository.owner, repo: repository.name, request: { signal } };
  const { data } = await asking('list the checks', signal, () =>
    octokit.rest.checks.listForRef({ ...at, ref: sha, filter: 'latest', status: 'completed', per_page: 100 }),
  );
  const failed = data.check_runs.filter(
    ({ app, conclusion }) => `${app?.slug}[bot]` !== botLogin && hasFailed(conclusion),
  );
  const checks: FailedCheck[] = [];
  for (const { id, name, conclusion, output, app } of failed.slice(0, maxChecks)) {
    const said = [output.title, output.summary].filter((text) => text !== null && text !== '');
    checks.push({
      name,
      conclusion: conclusion ?? '',
      summary: said.join('\n\n').slice(0, maxSummary),
      annotations: output.annotations_count === 0 ? [] : await readAnnotations(octokit, { repository, id }, signal),
      log: logs !== null && app?.slug === withLogs ? await readLogIfAny(logs, { repository, job: id }, signal) : null,
    });
  }
  return { checks, omitted: failed.length - checks.length };
}

function hasFailed(conclusion: string | null): boolean {
  return conclusion === 'failure' || conclusion === 'timed_out';
}

async function readAnnotations(
  octokit: Octokit,
  { repository, id }: { readonly repository: RepositoryName; readonly id: number },
  signal: AbortSignal,
): Promise<readonly FailedPlace[]> {
  const { owner, name: repo } = repository;
  const { data } = await asking('list the annotations of a check', signal, () =>
    octokit.rest.checks.listAnnotations({ owner, repo, check_run_id: id, per_page: 100, request: { signal } }),
  );
  const places = data.map(({ path, start_line: line, message, annotation_level: level }) => ({
    isFailure: level === 'failure',
    place: { path, line, message: (message ?? '').slice(0, maxMessage) },
  }));
  const first = places.toSorted((one, other) => Number(other.isFailure) - Number(one.isFailure));
  return first.slice(0, maxAnnotations).map(({ place }) => place);
}

/** Logs expire, and what else is known is enough to begin with. */
async function readLogIfAny(
  octokit: Octokit,
  job: Parameters<typeof readJobLog>[1],
  signal: AbortSignal,
): Promise<string | null> {
  try {
    return await readJobLog(octokit, job, signal);
  } catch (error) {
    if (error instanceof GitHubFault && !error.isRateLimit) return null;
    throw error;
  }
}
