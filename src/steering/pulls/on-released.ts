import { createCheckRun } from '../../github/create-check-run.ts';
import { createSameCommit } from '../../github/create-same-commit.ts';
import { findProofCheck } from '../../github/find-proof-check.ts';
import { mintToken } from '../../github/mint-token.ts';
import { readHeadCommit } from '../../github/read-head-commit.ts';
import { updateBranch } from '../../github/update-branch.ts';
import { isHeldBack } from '../../run/workflows/commit-marks.ts';
import { authorise } from '../../webhooks/authorise.ts';
import { askerOf } from '../asker-of.ts';
import { openConversation } from '../conversation.ts';
import type { Steered, SteeringDeps } from '../steering-deps.ts';
import { type OurPull, readOurPull } from './read-our-pull.ts';

const forStarting = { contents: 'write', checks: 'write', metadata: 'read' } as const;

/** Lets the workflows start that were held back, once somebody with write permission marks the pull request as ready. */
export async function onReleased(
  deps: SteeringDeps,
  { trigger }: Steered<'released'>,
  signal: AbortSignal,
): Promise<void> {
  await using talk = await openConversation(deps, { ...trigger, issue: trigger.pull.number }, 'pull-request', signal);
  const visibility = trigger.repository.isPrivate ? 'private' : 'public';
  const asked = { act: 'release', on: 'our-pull-request', visibility, isFromForm: false } as const;
  if (authorise(await askerOf(talk, trigger, signal), asked).kind === 'refused') return;
  const ours = await readOurPull(talk, trigger, trigger.pull.number, signal);
  if (ours === null || ours.pull.isDraft) return;
  await start(deps, ours, signal);
}

/** A commit with the same files and without the mark: the proof holds for it as well. Done twice, the second time does nothing. */
async function start({ client, botLogin, issues }: SteeringDeps, ours: OurPull, signal: AbortSignal): Promise<void> {
  const { installationId, repository } = ours.issue;
  await using token = await mintToken(client, { installationId, repository, permissions: forStarting }, signal);
  const octokit = client.as(token.value);
  const head = await readHeadCommit(octokit, { repository, sha: ours.pull.sha }, signal);
  if (isHeldBack(head.message)) {
    const sha = await createSameCommit(octokit, { repository, of: head, message: messageFor(head.sha) }, signal);
    const { branch } = ours.pull;
    // Whoever pushed meanwhile started the workflows with it.
    if ((await updateBranch(octokit, { repository, branch, from: head.sha, sha }, signal)) === 'elsewhere') return;
    await sayProved(octokit, { repository, botLogin, proved: head.sha, sha }, signal);
    await issues.change(ours.issue, (entry) => ({
      ...entry,
      pull: entry.pull === null ? null : { ...entry.pull, sha },
    }));
    return;
  }
  const [proved] = head.parents;
  if (proved === undefined || head.message.trimEnd() !== messageFor(proved).trimEnd()) return;
  await sayProved(octokit, { repository, botLogin, proved, sha: head.sha }, signal);
}

/** Names nobody and nothing of others. */
function messageFor(proved: string): string {
  return `Start the workflows\n\nThe files are those of ${proved}.\n`;
}

type Proved = Pick<OurPull['issue'], 'repository'> & {
  readonly botLogin: string;
  readonly proved: string;
  readonly sha: string;
};

async function sayProved(
  octokit: Parameters<typeof findProofCheck>[0],
  { repository, botLogin, proved, sha }: Proved,
  signal: AbortSignal,
): Promise<void> {
  if ((await findProofCheck(octokit, { repository, sha, botLogin }, signal)) !== null) return;
  const check = await findProofCheck(octokit, { repository, sha: proved, botLogin }, signal);
  if (check === null) return;
  const summary = `Proved was \`${proved.slice(0, 12)}\`, which has the very same files.\n\n${check.summary}`;
  await createCheckRun(octokit, { repository, headSha: sha, ...check, summary, annotations: [] }, signal);
}
