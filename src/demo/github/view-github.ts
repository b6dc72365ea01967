import { z } from 'zod';
import { accountOf } from './account-of.ts';
import type { GitHubState } from './github-state.ts';
import type { HostedRepository } from './hosted-repository.ts';
import type { CheckRunView, Credits, IssueView, LoopbackGitHub, PullView } from './loopback-github.ts';

const authorSchema = z.object({ login: z.string() });

const issueSchema = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.string(),
  labels: z.array(z.object({ name: z.string() })),
});

const commentsSchema = z.array(z.object({ id: z.number(), body: z.string(), user: authorSchema }));

const pullsSchema = z.array(
  z.object({
    number: z.number(),
    title: z.string(),
    body: z.string().nullable(),
    state: z.string(),
    draft: z.boolean(),
    user: authorSchema,
    labels: z.array(z.object({ name: z.string() })),
    requested_reviewers: z.array(authorSchema),
    head: z.object({ ref: z.string(), sha: z.string() }),
    base: z.object({ ref: z.string(), sha: z.string() }),
    html_url: z.string(),
  }),
);

const checkRunsSchema = z.object({
  check_runs: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      head_sha: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      details_url: z.string().nullable(),
      output: z.object({ title: z.string().nullable(), summary: z.string().nullable(), text: z.string().nullable() }),
    }),
  ),
});

/** What a person would see on the pages of the repository. */
export function viewGitHub(
  state: GitHubState,
  repository: HostedRepository,
): Pick<
  LoopbackGitHub,
  | 'issue'
  | 'comments'
  | 'pulls'
  | 'checkRuns'
  | 'branches'
  | 'readFile'
  | 'commitMessage'
  | 'creditsOf'
  | 'isVerified'
  | 'treeOf'
  | 'threads'
  | 'reviews'
> {
  const get = async (path: string) => {
    const token = state.tokenOf(repository.seed.owner);
    return (await state.ask({ method: 'GET', path: `/repos/${repository.fullName}${path}`, token })).body;
  };
  return {
    issue: async (number) =>
      viewIssue(
        state,
        repository,
        await get(`/issues/${number}`),
        await get(`/issues/${number}/comments?per_page=100`),
      ),
    comments: async (number) => viewComments(await get(`/issues/${number}/comments?per_page=100`)),
    pulls: async () => viewPulls(repository, await get('/pulls?state=all&direction=asc&per_page=100')),
    checkRuns: async (sha) => viewCheckRuns(await get(`/commits/${sha}/check-runs?per_page=100`)),
    branches: async () => new Map([...(await repository.bare.refs())].map(([ref, sha]) => [ref.slice(11), sha])),
    threads: (pull) =>
      state.threads
        .filter((one) => one.repository === repository.fullName && one.pull === pull)
        .map(({ id, path, line, resolvedBy, comments }) => ({ id, path, line, resolvedBy, comments: [...comments] })),
    reviews: (pull) =>
      state.reviews
        .filter((one) => one.repository === repository.fullName && one.pull === pull)
        .map((review) => ({ ...review, reactions: reactionsOn(state, review.id) })),
    readFile: (ref, path) => readFile(repository, ref, path),
    treeOf: async (ref) => (await repository.bare.git(['rev-parse', `${ref}^{tree}`])).toString().trim(),
    isVerified: async (ref) =>
      state.signedCommits.has((await repository.bare.git(['rev-parse', `${ref}^{commit}`])).toString().trim()),
    creditsOf: (ref) => viewCredits(state, repository, ref),
    commitMessage: async (ref) => (await repository.bare.git(['log', '-1', '--format=%B', ref])).toString(),
  };
}

function viewIssue(state: GitHubState, repository: HostedRepository, issue: unknown, comments: unknown): IssueView {
  const { labels, ...shown } = issueSchema.parse(issue);
  const said = viewComments(comments);
  return {
    ...shown,
    labels: labels.map((label) => label.name),
    comments: said,
    reactions: state.reactions
      .filter((one) => one.repository === repository.fullName && one.on === 'issue' && one.number === shown.number)
      .map(({ content, author }) => ({ content, author })),
    commentReactions: state.reactions
      .filter((one) => one.repository === repository.fullName && one.on === 'comment')
      .filter(({ number }) => said.some(({ id }) => id === number))
      .map(({ number: comment, content, author }) => ({ comment, content, author })),
  };
}

function reactionsOn({ reactions }: GitHubState, review: number): IssueView['reactions'] {
  return reactions
    .filter(({ on, number }) => on === 'review' && number === review)
    .map(({ content, author }) => ({ content, author }));
}

function viewComments(comments: unknown): IssueView['comments'] {
  return commentsSchema.parse(comments).map(({ id, body, user }) => ({ id, body, author: user.login }));
}

async function viewPulls(repository: HostedRepository, pulls: unknown): Promise<readonly PullView[]> {
  const refs = await repository.bare.refs();
  return pullsSchema.parse(pulls).map(({ user, html_url, head, labels, requested_reviewers: asked, ...shown }) => {
    const tip = shown.state === 'open' ? refs.get(`refs/heads/${head.ref}`) : undefined;
    return {
      ...shown,
      head: { ...head, sha: tip ?? head.sha },
      author: user.login,
      url: html_url,
      labels: labels.map(({ name }) => name),
      reviewers: asked.map(({ login }) => login),
    };
  });
}

function viewCheckRuns(answer: unknown): readonly CheckRunView[] {
  return checkRunsSchema.parse(answer).check_runs.map(({ head_sha, details_url, ...shown }) => {
    return { ...shown, headSha: head_sha, detailsUrl: details_url };
  });
}

async function viewCredits(state: GitHubState, { bare }: HostedRepository, ref: string): Promise<Credits> {
  const format = '--format=%ae%n%(trailers:key=Co-authored-by,valueonly)';
  const [author = '', ...rest] = (await bare.git(['log', '-1', format, ref])).toString().split('\n');
  const coAuthors = rest.filter((line) => line !== '').map((line) => /<([^>]*)>$/.exec(line)?.[1] ?? '');
  return { author: accountOf(state, author), coAuthors: coAuthors.map((address) => accountOf(state, address)) };
}

async function readFile(repository: HostedRepository, ref: string, path: string): Promise<string | null> {
  const listed = await repository.bare.git(['ls-tree', '--name-only', ref, '--', path]);
  if (listed.length === 0) return null;
  return (await repository.bare.git(['show', `${ref}:${path}`])).toString();
}
