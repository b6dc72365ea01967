import type { RepositorySettings } from '../environment/repository-settings.ts';
import { listOwnPulls, type OwnPull } from '../github/list-own-pulls.ts';
import { listPullCommits } from '../github/list-pull-commits.ts';
import { mintToken, type TokenRequest } from '../github/mint-token.ts';
import { readActivity } from '../github/read-activity.ts';
import { readLiveSettings } from '../run/preparation/read-live-settings.ts';
import { closeStalePull } from './close-stale-pull.ts';
import { isStale, mayBeStale, type StaleRules } from './judge-pull.ts';
import { oneByOne } from './one-by-one.ts';
import type { SweptRepository, UpkeepDeps } from './upkeep-deps.ts';

const forReading = { pull_requests: 'read', metadata: 'read' } as const;
const forClosing = { pull_requests: 'write', metadata: 'read' } as const;
const forDeleting = { ...forClosing, contents: 'write' } as const;

/** Closes the pull requests of ours that nobody looks at, and has others merged with their base, where the maintainers want that. */
export async function sweepRepository(deps: UpkeepDeps, swept: SweptRepository, signal: AbortSignal): Promise<void> {
  const { publish, conduct } = await readLiveSettings(deps.client, swept, signal);
  await closeStale(deps, swept, publish, signal);
  if (conduct.mergeBase === 'by-itself') await deps.mergeMovedBases(swept, signal);
}

async function closeStale(
  deps: UpkeepDeps,
  swept: SweptRepository,
  { staleDays, deleteStaleBranch }: RepositorySettings['publish'],
  signal: AbortSignal,
): Promise<void> {
  if (staleDays === null) return;
  const stale = await findStale(deps, swept, { staleDays, botLogin: deps.botLogin, now: deps.now() }, signal);
  if (stale.length === 0) return;
  await using token = await mint(deps, swept, deleteStaleBranch ? forDeleting : forClosing, signal);
  const octokit = deps.client.as(token.value);
  await oneByOne(deps.log, stale, signal, async (pull) => {
    await closeStalePull(
      { octokit, botLogin: deps.botLogin },
      { pull, repository: swept.repository, staleDays, deleteBranch: deleteStaleBranch },
      signal,
    );
    deps.log.info({ repository: swept.repository, pull: pull.number }, 'Closed a pull request nobody looked at');
  });
}

async function findStale(
  deps: UpkeepDeps,
  swept: SweptRepository,
  rules: StaleRules,
  signal: AbortSignal,
): Promise<readonly OwnPull[]> {
  const { repository } = swept;
  await using token = await mint(deps, swept, forReading, signal);
  const octokit = deps.client.as(token.value);
  const stale: OwnPull[] = [];
  const own = await listOwnPulls(octokit, { repository, botLogin: deps.botLogin }, signal);
  await oneByOne(
    deps.log,
    own.filter((pull) => mayBeStale(pull, rules)),
    signal,
    async (pull) => {
      const address = { repository, pull: pull.number };
      const commits = await listPullCommits(octokit, address, signal);
      const activity = await readActivity(octokit, address, signal);
      if (isStale({ pull, commits, activity }, rules)) stale.push(pull);
    },
  );
  return stale;
}

function mint(
  { client }: UpkeepDeps,
  swept: SweptRepository,
  permissions: TokenRequest['permissions'],
  signal: AbortSignal,
) {
  return mintToken(client, { ...swept, permissions }, signal);
}
