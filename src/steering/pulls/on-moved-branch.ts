import { issueOfBranch } from '../../git/branch-name.ts';
import { kindOfAccount } from '../../webhooks/events/kind-of-account.ts';
import { peopleDidSomething } from '../people-did-something.ts';
import type { Steered, SteeringDeps } from '../steering-deps.ts';

/** Somebody works on the branch with us. A run that goes on sees it when it wants to push; what mends by itself may begin anew. */
export async function onMovedBranch(
  { botLogin, issues }: Pick<SteeringDeps, 'botLogin' | 'issues'>,
  { trigger }: Steered<'branch-moved'>,
  _signal: AbortSignal,
): Promise<void> {
  const { installationId, repository, actor, pull } = trigger;
  const issue = issueOfBranch(pull.branch);
  if (issue === null || kindOfAccount(actor, botLogin) !== 'person') return;
  const key = { installationId, repository: { owner: repository.owner, name: repository.name }, issue };
  const entry = await issues.read(key);
  if (entry.fixes.inARow === 0) return;
  await issues.change(key, peopleDidSomething);
}
