import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

/** One check run that is edited from its beginning to its end, and found again by who did not begin it. */
export interface KeptCheckRun {
  write(octokit: Octokit, check: LiveCheckRun, signal: AbortSignal): Promise<void>;
}

export type LiveCheckRun = {
  readonly headSha: string;
  /** Ours, by which it is found again. */
  readonly externalId: string;
  /** Where a reader finds more; `null`: nowhere. */
  readonly detailsUrl: string | null;
  /** `null` while it goes on. */
  readonly conclusion: 'neutral' | 'cancelled' | null;
  readonly title: string;
  readonly summary: string;
};

export type CheckRunKey = {
  readonly repository: RepositoryName;
  /** The app's own login, such as `sandpiper[bot]`: nobody else's check run is edited, whatever id it bears. */
  readonly botLogin: string;
};

/** Another than that of the proof: a run that comes to nothing must not stand in for the verdict on the commit it began with. */
const name = 'Sandpiper run';

export function keepCheckRun(key: CheckRunKey): KeptCheckRun {
  const owned = { owner: key.repository.owner, repo: key.repository.name };
  let id: number | null = null;
  return {
    async write(octokit, check, signal) {
      id ??= await findOwn(octokit, key, check, signal);
      const content = { ...owned, ...toContent(check), request: { signal } };
      if (id === null) id = await create(octokit, { ...content, head_sha: check.headSha }, signal);
      else await update(octokit, { ...content, check_run_id: id }, signal);
    },
  };
}

async function findOwn(
  octokit: Octokit,
  { repository, botLogin }: CheckRunKey,
  { headSha, externalId }: LiveCheckRun,
  signal: AbortSignal,
): Promise<number | null> {
  const { data } = await asking('list the check runs', signal, () =>
    octokit.rest.checks.listForRef({
      owner: repository.owner,
      repo: repository.name,
      ref: headSha,
      check_name: name,
      filter: 'all',
      per_page: 100,
      request: { signal },
    }),
  );
  const own = data.check_runs.find(
    ({ external_id: known, app }) => known === externalId && `${app?.slug}[bot]` === botLogin,
  );
  return own?.id ?? null;
}

type Created = Parameters<Octokit['rest']['checks']['create']>[0];
type Updated = Parameters<Octokit['rest']['checks']['update']>[0];

async function create(octokit: Octokit, check: Created, signal: AbortSignal): Promise<number> {
  const { data } = await asking('accept the check run', signal, () => octokit.rest.checks.create(check));
  return data.id;
}

async function update(octokit: Octokit, check: Updated, signal: AbortSignal): Promise<void> {
  await asking('accept the change of the check run', signal, () => octokit.rest.checks.update(check));
}

function toContent({ externalId, detailsUrl, conclusion, title, summary }: LiveCheckRun) {
  const stage = conclusion === null ? { status: 'in_progress' as const } : { status: 'completed' as const, conclusion };
  const details = detailsUrl === null ? {} : { details_url: detailsUrl };
  return { name, external_id: externalId, ...details, ...stage, output: { title, summary } };
}
