import type { Octokit } from 'octokit';
import type { LoopbackGitHub } from '../../src/demo/github/loopback-github.ts';
import { answerOnce } from '../../src/github/answer-once.ts';
import { answerReviewThread } from '../../src/github/answer-review-thread.ts';
import { changeLabels } from '../../src/github/change-labels.ts';
import { closePullRequest } from '../../src/github/close-pull-request.ts';
import type { GitHubClient } from '../../src/github/connect-github.ts';
import { convertToDraft } from '../../src/github/convert-to-draft.ts';
import { createBranch } from '../../src/github/create-branch.ts';
import { createCheckRun } from '../../src/github/create-check-run.ts';
import { createCommit } from '../../src/github/create-commit.ts';
import { createSameCommit } from '../../src/github/create-same-commit.ts';
import { inviteToPullRequest } from '../../src/github/invite-to-pull-request.ts';
import { keepCheckRun } from '../../src/github/keep-check-run.ts';
import { keepComment } from '../../src/github/keep-comment.ts';
import { mintToken } from '../../src/github/mint-token.ts';
import { openPullRequest } from '../../src/github/open-pull-request.ts';
import { reactToReview } from '../../src/github/react-to-review.ts';
import { reactWithEyes } from '../../src/github/react-with-eyes.ts';
import { readHeadCommit } from '../../src/github/read-head-commit.ts';
import { readSubmission } from '../../src/github/read-submission.ts';
import { resolveReviewThread } from '../../src/github/resolve-review-thread.ts';
import { takeBackBranch } from '../../src/github/take-back-branch.ts';
import { updateBranch } from '../../src/github/update-branch.ts';
import { updatePullRequest } from '../../src/github/update-pull-request.ts';

export const repository = { owner: 'wader', name: 'tidewords' };
export const address = { repository, issue: 1 };
const botLogin = 'sandpiper[bot]';
/** No text, and so it takes a request of its own. */
export const logo = { path: 'logo.bin', text: '\0logo' };

export type WritingWorld = {
  readonly client: GitHubClient;
  readonly octokit: Octokit;
  readonly installationId: number;
  readonly github: LoopbackGitHub;
  /** Of the branch `mend`, from which the pull request comes. */
  readonly sha: string;
  /** Git's id of the files of `mend` and the logo. */
  readonly treeWithLogo: string;
  readonly pull: number;
  readonly thread: string;
  readonly firstComment: number;
  /** Another number each time. */
  readonly nth: number;
};

export type Write = {
  readonly file: string;
  readonly operation: string;
  readonly prepare?: (world: WritingWorld) => Promise<unknown>;
  readonly act: (world: WritingWorld, signal: AbortSignal) => Promise<unknown>;
  /** How many of what it makes there are, for things that must not be there twice. */
  readonly count?: (world: WritingWorld) => number | Promise<number>;
  /** Where it ends otherwise than with a fault when it was refused, by status: `all` of them, or some. */
  readonly done?: 'all' | readonly number[];
};

const marker = ({ nth }: WritingWorld) => `<!-- m=${nth} -->`;
const commentsOf = async ({ github }: WritingWorld) => (await github.issue(1)).comments.length;
const checksOf = async ({ github, sha }: WritingWorld) => (await github.checkRuns(sha)).length;
const live = ({ sha, nth }: WritingWorld) => ({
  headSha: sha,
  externalId: `run-${nth}`,
  detailsUrl: null,
  conclusion: null,
  title: 't',
  summary: 's',
});
const verdict = {
  title: 't',
  summary: 's',
  text: 'x',
  conclusion: 'success',
  annotations: [],
  externalId: 'run-7',
} as const;
const label = { name: 'agent: queued', color: 'bfd4f2', description: 'It waits.' };
const labelling = ({ octokit }: WritingWorld, change: { readonly add?: boolean }, signal: AbortSignal) => {
  const { add } = change;
  const wanted = add ? { add: [label], remove: [] } : { add: [], remove: [label.name] };
  return changeLabels(octokit, address, wanted, signal);
};
const commitLogo = async ({ octokit, sha, treeWithLogo: tree }: WritingWorld, signal: AbortSignal) => {
  const { tree: baseTree } = await readHeadCommit(octokit, { repository, sha }, signal);
  const file = { path: logo.path, mode: '100644', bytes: Buffer.from(logo.text) } as const;
  return await createCommit(
    octokit,
    { repository, parents: [sha], baseTree, tree, message: 'm', files: [file] },
    signal,
  );
};
const invite = ({ octokit, pull }: WritingWorld, signal: AbortSignal) =>
  inviteToPullRequest(octokit, { repository, pull, labels: ['agent'], reviewers: ['turnstone'] }, signal);

/** Everything in `src/github` that changes something there; what ends the pull request comes last. */
export const writes: readonly Write[] = [
  {
    file: 'keep-comment',
    operation: 'issues/create-comment',
    act: (world, signal) =>
      keepComment({ address, botLogin, marker: marker(world) }).write(world.octokit, marker(world), signal),
    count: commentsOf,
  },
  {
    file: 'keep-comment',
    operation: 'issues/update-comment',
    prepare: ({ octokit }) =>
      keepComment({ address, botLogin, marker: '<!-- kept -->' }).write(octokit, '<!-- kept -->', patient()),
    act: ({ octokit, nth }, signal) =>
      keepComment({ address, botLogin, marker: '<!-- kept -->' }).write(octokit, `<!-- kept --> ${nth}`, signal),
    count: commentsOf,
    // Somebody deleted it, and so there is a new one.
    done: [404],
  },
  {
    file: 'answer-once',
    operation: 'issues/create-comment',
    act: (world, signal) =>
      answerOnce(world.octokit, { address, botLogin, marker: marker(world), since: null }, 'Help.', signal),
    count: commentsOf,
  },
  {
    file: 'react-with-eyes',
    operation: 'reactions/create-for-issue',
    act: ({ octokit }, signal) => reactWithEyes(octokit, address, signal),
    count: async ({ github }) => (await github.issue(1)).reactions.length,
  },
  {
    file: 'react-with-eyes',
    operation: 'reactions/create-for-issue-comment',
    act: async ({ octokit, github }, signal) => {
      const comment = (await github.issue(1)).comments[0]?.id ?? 0;
      await reactWithEyes(octokit, { repository, comment }, signal);
    },
    count: async ({ github }) => (await github.issue(1)).commentReactions.length,
  },
  {
    file: 'react-to-review',
    operation: 'graphql/addReaction',
    act: async ({ octokit, github, pull }, signal) => {
      const at = { repository, pull, reviewId: github.reviews(pull)[0]?.id ?? 0 };
      await reactToReview(octokit, (await readSubmission(octokit, at, signal))?.nodeId ?? '', signal);
    },
  },
  {
    file: 'change-labels',
    operation: 'issues/create-label',
    // Somebody made it in between.
    done: [422],
    act: (world, signal) => {
      const add = [{ ...label, name: `agent: ${world.nth}` }];
      return changeLabels(world.octokit, address, { add, remove: [] }, signal);
    },
  },
  {
    file: 'change-labels',
    operation: 'issues/add-labels',
    act: (world, signal) => labelling(world, { add: true }, signal),
  },
  {
    file: 'change-labels',
    operation: 'issues/remove-label',
    prepare: (world) => labelling(world, { add: true }, patient()),
    act: (world, signal) => labelling(world, {}, signal),
    done: [404],
  },
  {
    file: 'create-branch',
    operation: 'git/create-ref',
    act: ({ octokit, sha, nth }, signal) => createBranch(octokit, { repository, branch: `fresh-${nth}`, sha }, signal),
    count: async ({ github }) => (await github.branches()).size,
  },
  { file: 'create-commit', operation: 'git/create-blob', act: commitLogo },
  { file: 'create-commit', operation: 'git/create-tree', act: commitLogo },
  { file: 'create-commit', operation: 'git/create-commit', act: commitLogo },
  {
    file: 'create-same-commit',
    operation: 'git/create-commit',
    act: async ({ octokit, sha }, signal) => {
      const of = await readHeadCommit(octokit, { repository, sha }, signal);
      return await createSameCommit(octokit, { repository, of, message: 'Begin the checks' }, signal);
    },
  },
  {
    file: 'update-branch',
    operation: 'git/update-ref',
    act: async ({ octokit, github, nth }, signal) => {
      const from = (await github.branches()).get('ahead') ?? '';
      const of = await readHeadCommit(octokit, { repository, sha: from }, patient());
      const sha = await createSameCommit(octokit, { repository, of, message: String(nth) }, patient());
      return await updateBranch(octokit, { repository, branch: 'ahead', from, sha }, signal);
    },
  },
  {
    file: 'open-pull-request',
    operation: 'pulls/create',
    prepare: ({ github, nth }) => github.createBranch(`pull-${nth}`, 'mend'),
    act: ({ octokit, nth }, signal) => {
      const wanted = { repository, base: 'main', branch: `pull-${nth}`, title: 't', body: 'b', draft: true };
      return openPullRequest(octokit, wanted, signal);
    },
    count: async ({ github }) => (await github.pulls()).length,
  },
  {
    file: 'update-pull-request',
    operation: 'pulls/update',
    act: ({ octokit, pull, nth }, signal) =>
      updatePullRequest(octokit, { repository, pull, body: String(nth) }, signal),
  },
  // What is refused of an invitation comes back as sentences.
  { file: 'invite-to-pull-request', operation: 'issues/add-labels', done: 'all', act: invite },
  { file: 'invite-to-pull-request', operation: 'pulls/request-reviewers', done: 'all', act: invite },
  {
    file: 'create-check-run',
    operation: 'checks/create',
    act: ({ octokit, sha: headSha }, signal) => createCheckRun(octokit, { repository, headSha, ...verdict }, signal),
    count: checksOf,
  },
  {
    file: 'keep-check-run',
    operation: 'checks/create',
    act: (world, signal) => keepCheckRun({ repository, botLogin }).write(world.octokit, live(world), signal),
    count: checksOf,
  },
  {
    file: 'keep-check-run',
    operation: 'checks/update',
    prepare: (world) => keepCheckRun({ repository, botLogin }).write(world.octokit, live(world), patient()),
    act: (world, signal) =>
      keepCheckRun({ repository, botLogin }).write(world.octokit, { ...live(world), conclusion: 'neutral' }, signal),
    count: checksOf,
  },
  {
    file: 'answer-review-thread',
    operation: 'pulls/create-reply-for-review-comment',
    act: (world, signal) => {
      const { octokit, pull, firstComment } = world;
      const answer = { body: `Done. ${marker(world)}`, marker: marker(world), botLogin };
      return answerReviewThread(octokit, { repository, pull, firstComment, ...answer }, signal);
    },
    count: ({ github, pull }) => github.threads(pull)[0]?.comments.length ?? 0,
    // Somebody deleted the thread.
    done: [404],
  },
  {
    file: 'resolve-review-thread',
    operation: 'graphql/resolveReviewThread',
    act: ({ octokit, thread }, signal) => resolveReviewThread(octokit, thread, signal),
  },
  {
    file: 'mint-token',
    operation: 'apps/create-installation-access-token',
    act: ({ client, installationId }, signal) =>
      mintToken(client, { installationId, repository, permissions: { issues: 'read' } }, signal),
    count: ({ github }) => github.mintedTokens().length,
  },
  {
    file: 'mint-token',
    operation: 'apps/revoke-installation-access-token',
    // It ends by itself.
    done: 'all',
    act: async ({ client, installationId }) => {
      const request = { installationId, repository, permissions: { issues: 'read' } } as const;
      await (await mintToken(client, request, patient()))[Symbol.asyncDispose]();
    },
  },
  {
    file: 'convert-to-draft',
    operation: 'graphql/convertPullRequestToDraft',
    act: ({ octokit, pull }, signal) => convertToDraft(octokit, { repository, pull }, signal),
  },
  {
    file: 'take-back-branch',
    operation: 'git/delete-ref',
    prepare: async ({ github }) => {
      if (!(await github.branches()).has('spare')) await github.createBranch('spare', 'mend');
    },
    act: ({ octokit, sha }, signal) => takeBackBranch(octokit, { repository, branch: 'spare', sha }, signal),
  },
  {
    file: 'close-pull-request',
    operation: 'pulls/update',
    act: ({ octokit, pull }, signal) => closePullRequest(octokit, { repository, pull }, signal),
  },
];

function patient(): AbortSignal {
  return AbortSignal.timeout(30_000);
}
