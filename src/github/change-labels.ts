import type { Octokit } from 'octokit';
import { asking, GitHubFault } from './github-fault.ts';
import { type IssueAddress, issueParameters } from './issue-address.ts';

export type LabelChange = {
  readonly add: readonly NewLabel[];
  readonly remove: readonly string[];
};

/** `color` as GitHub has it: six hexadecimal digits. */
export type NewLabel = { readonly name: string; readonly color: string; readonly description: string };

/** Takes labels off and puts labels on. One that the repository does not have yet is made first, with its colour. */
export async function changeLabels(
  octokit: Octokit,
  address: IssueAddress,
  { add, remove }: LabelChange,
  signal: AbortSignal,
): Promise<void> {
  for (const name of remove) {
    await unless(404, () =>
      asking('take a label off', signal, () =>
        octokit.rest.issues.removeLabel({ ...issueParameters(address), name, request: { signal } }),
      ),
    );
  }
  for (const label of add) await putOn(octokit, address, label, signal);
}

async function putOn(octokit: Octokit, address: IssueAddress, label: NewLabel, signal: AbortSignal): Promise<void> {
  const { owner, name: repo } = address.repository;
  const isThere = await unless(404, () =>
    asking('show a label', signal, () =>
      octokit.rest.issues.getLabel({ owner, repo, name: label.name, request: { signal } }),
    ),
  );
  // Somebody may have made it in between.
  if (!isThere) {
    await unless(422, () =>
      asking('make a label', signal, () =>
        octokit.rest.issues.createLabel({ owner, repo, ...label, request: { signal } }),
      ),
    );
  }
  await asking('put a label on', signal, () =>
    octokit.rest.issues.addLabels({ ...issueParameters(address), labels: [label.name], request: { signal } }),
  );
}

/** `false` when GitHub answered with that status. */
async function unless(status: number, request: () => Promise<unknown>): Promise<boolean> {
  try {
    await request();
    return true;
  } catch (error) {
    if (error instanceof GitHubFault && error.status === status) return false;
    throw error;
  }
}
