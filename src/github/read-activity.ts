import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { PullAddress } from './pull-address.ts';

/** What people did in a pull request. */
export type Activity = {
  /** ISO 8601; `null`: nobody did anything. */
  readonly lastAt: string | null;
  /** Somebody opened it again after it was closed. */
  readonly isReopened: boolean;
  /** `false`: there is so much in it that not all was read. */
  readonly isComplete: boolean;
};

const maxPages = 10;

/**
 * Everything GitHub shows in the timeline counts, unless a bot did it. Commits are not among it, as their dates say only what
 * their authors wanted.
 */
export async function readActivity(
  octokit: Octokit,
  { repository, pull }: PullAddress,
  signal: AbortSignal,
): Promise<Activity> {
  const pages = octokit.paginate.iterator(octokit.rest.issues.listEventsForTimeline, {
    owner: repository.owner,
    repo: repository.name,
    issue_number: pull,
    per_page: 100,
    request: { signal },
  });
  const deeds: Deed[] = [];
  let page = 0;
  const isComplete = await asking('show what happened in the pull request', signal, async () => {
    for await (const { data } of pages) {
      if (page === maxPages) return false;
      deeds.push(...data.flatMap(deedsIn));
      page += 1;
    }
    return true;
  });
  const ofPeople = deeds.filter(({ isByBot }) => !isByBot);
  return {
    lastAt:
      ofPeople
        .map(({ at }) => at)
        .toSorted((one, other) => Date.parse(one) - Date.parse(other))
        .at(-1) ?? null,
    isReopened: ofPeople.some(({ event }) => event === 'reopened'),
    isComplete,
  };
}

type Deed = { readonly event: string; readonly at: string; readonly isByBot: boolean };

type Account = { readonly login: string; readonly type?: string };

/** What the many kinds of events have in common, in so far as they have it. */
type TimelineEvent = {
  readonly event?: string;
  readonly actor?: Account | null;
  readonly user?: Account | null;
  readonly created_at?: string;
  readonly submitted_at?: string;
  readonly comments?: readonly { readonly user?: Account | null; readonly created_at?: string }[];
};

function deedsIn({ event = '', comments = [], ...one }: TimelineEvent): readonly Deed[] {
  const at = one.submitted_at ?? one.created_at;
  const itself = at === undefined ? [] : [{ event, at, isByBot: isBot(one.actor ?? one.user) }];
  const within = comments.flatMap(({ user, created_at: saidAt }) =>
    saidAt === undefined ? [] : [{ event, at: saidAt, isByBot: isBot(user) }],
  );
  return [...itself, ...within];
}

/** Whoever is not known any more was somebody. */
function isBot(account: Account | null | undefined): boolean {
  return account?.type === 'Bot' || account?.login.endsWith('[bot]') === true;
}
