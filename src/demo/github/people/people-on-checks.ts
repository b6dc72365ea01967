import { z } from 'zod';
import { askFor } from '../ask-for.ts';
import { conclusionOf, type OtherSuite } from '../check-routes.ts';
import type { GitHubState } from '../github-state.ts';
import type { HostedRepository } from '../hosted-repository.ts';
import type { LoopbackGitHub } from '../loopback-github.ts';
import { accountIn } from '../review-threads.ts';
import { announce } from './announce.ts';

const pullsSchema = z.array(
  z.looseObject({
    id: z.number(),
    number: z.number(),
    url: z.string(),
    head: z.looseObject({ ref: z.string() }),
    base: z.looseObject({ ref: z.string(), sha: z.string() }),
  }),
);

/** What another app finds about a commit. */
export function peopleOnChecks(state: GitHubState, repository: HostedRepository): Pick<LoopbackGitHub, 'finishChecks'> {
  return {
    async finishChecks(sha, { app, runs }) {
      const branch = await branchAt(repository, sha);
      const first = 8_000_001 + state.suites.length * 1_000;
      const numbered = runs.map((run, index) => ({ ...run, id: first + 1 + index }));
      const at = new Date().toISOString();
      const suite: OtherSuite = { id: first, repository: repository.fullName, sha, branch, app, runs: numbered, at };
      state.suites.push(suite);
      const check_suite = await describe(state, repository, suite);
      const about = { check_suite };
      return await announce(state, repository, {
        event: 'check_suite',
        action: 'completed',
        actor: repository.seed.owner,
        about,
      });
    },
  };
}

async function branchAt({ bare }: HostedRepository, sha: string): Promise<string | null> {
  const found = [...(await bare.refs())].find(([, at]) => at === sha);
  return found === undefined ? null : found[0].slice('refs/heads/'.length);
}

async function describe(state: GitHubState, repository: HostedRepository, suite: OtherSuite) {
  const { bare, fullName, seed } = repository;
  const url = `${state.origin}/api/v3/repos/${fullName}/check-suites/${suite.id}`;
  const message = (await bare.git(['log', '-1', '--format=%B', suite.sha])).toString().trimEnd();
  const tree = (await bare.git(['rev-parse', `${suite.sha}^{tree}`])).toString().trim();
  const who = { name: 'Somebody', email: 'somebody@users.noreply.github.com' };
  return {
    id: suite.id,
    node_id: `CS_${suite.id}`,
    head_branch: suite.branch,
    head_sha: suite.sha,
    status: 'completed',
    conclusion: conclusionOf(suite),
    url,
    before: null,
    after: suite.sha,
    pull_requests: await pullsOf(state, repository, suite),
    app: { ...appOf(suite), owner: await accountIn(state, seed.owner) },
    created_at: suite.at,
    updated_at: suite.at,
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: suite.runs.length,
    check_runs_url: `${url}/check-runs`,
    head_commit: { id: suite.sha, tree_id: tree, message, timestamp: suite.at, author: who, committer: who },
  };
}

function appOf({ app, at }: OtherSuite) {
  return {
    ...app,
    node_id: `A_${app.id}`,
    name: app.slug,
    description: null,
    external_url: 'https://ci.example',
    html_url: 'https://ci.example',
    created_at: at,
    updated_at: at,
    permissions: {},
    events: [],
  };
}

async function pullsOf(state: GitHubState, { fullName, seed }: HostedRepository, { branch, sha }: OtherSuite) {
  const path = `/repos/${fullName}/pulls?state=open&per_page=100`;
  const pulls = pullsSchema.parse(await askFor(state.ask, { method: 'GET', path, token: state.tokenOf(seed.owner) }));
  const repo = { id: 1, name: seed.name, url: `${state.origin}/api/v3/repos/${fullName}` };
  return pulls
    .filter((pull) => pull.head.ref === branch)
    .map(({ id, number, url, base }) => {
      const ends = { head: { ref: branch, sha, repo }, base: { ref: base.ref, sha: base.sha, repo } };
      return { id, number, url, ...ends };
    });
}
