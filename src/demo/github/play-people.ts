import type { GitHubState } from './github-state.ts';
import type { HostedRepository } from './hosted-repository.ts';
import { owners } from './people/owners.ts';
import { peopleOnChecks } from './people/people-on-checks.ts';
import { peopleOnIssues } from './people/people-on-issues.ts';
import { peopleOnPulls } from './people/people-on-pulls.ts';

/** What people do on the website, with the webhooks that follow from it. */
export function playPeople(state: GitHubState, repository: HostedRepository) {
  return {
    ...peopleOnIssues(state, repository),
    ...peopleOnPulls(state, repository),
    ...peopleOnChecks(state, repository),
    ...owners(state, repository),
    deleteAccount: (login: string) => {
      state.goneAccounts.add(login);
    },
  };
}
