import type { Octokit } from 'octokit';
import { askGraphQl } from './ask-graphql.ts';
import type { PullAddress } from './pull-address.ts';

/** What people have said in a pull request and nobody has settled. */
export type Review = {
  /** What the places of the threads refer to. */
  readonly headSha: string;
  /** What was said with the review as a whole, or `null`. */
  readonly summary: Remark | null;
  /** Unresolved ones, oldest first. */
  readonly threads: readonly ReviewThread[];
  /** There are more than were read. */
  readonly isCut: boolean;
};

export type ReviewThread = {
  readonly id: string;
  /** The comment that began it, to which the others are replies. */
  readonly firstComment: number;
  readonly path: string;
  /** Where it stands in the head; `null`: on no line that is there any more, or on the file as a whole. */
  readonly lines: { readonly start: number; readonly end: number } | null;
  /** The lines of the difference that it was written at. */
  readonly hunk: string;
  /** Oldest first. */
  readonly remarks: readonly Remark[];
};

export type Remark = {
  /** As REST names it, such as `sandpiper[bot]`; `null` when the account is gone. */
  readonly author: string | null;
  readonly isPerson: boolean;
  readonly text: string;
  /** When it was last changed, ISO 8601. */
  readonly changedAt: string;
};

const maxThreads = 100;
const maxPages = 10;

/** Everything as it is at this moment; who may say something is for the caller to ask. */
export async function readReview(
  octokit: Octokit,
  { repository, pull, reviewId }: PullAddress & { readonly reviewId: number | null },
  signal: AbortSignal,
): Promise<Review> {
  const threads: ReviewThread[] = [];
  const at = { owner: repository.owner, name: repository.name, number: pull };
  let after: string | null = null;
  for (let page = 1; ; page += 1) {
    const read: Page = await readPage(octokit, { ...at, after }, signal);
    threads.push(...read.threads);
    after = read.after;
    if (after !== null && page < maxPages && threads.length < maxThreads) continue;
    const summary = read.reviews.find(({ databaseId }) => databaseId === reviewId);
    return {
      headSha: read.headSha,
      summary: summary === undefined || (summary.body ?? '').trim() === '' ? null : toRemark(summary),
      threads: threads.slice(0, maxThreads),
      isCut: after !== null || threads.length > maxThreads,
    };
  }
}

const query = `query ($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      headRefOid
      reviews(last: 50) { nodes { databaseId body submittedAt lastEditedAt author { __typename login } } }
      reviewThreads(first: 50, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id isResolved isOutdated path line startLine diffSide
          comments(first: 50) {
            nodes { databaseId body createdAt lastEditedAt diffHunk author { __typename login } }
          }
        }
      }
    }
  }
}`;

type Said = {
  readonly databaseId?: number | null;
  readonly body?: string | null;
  readonly createdAt?: string | null;
  readonly submittedAt?: string | null;
  readonly lastEditedAt?: string | null;
  readonly diffHunk?: string | null;
  readonly author?: { readonly __typename: string; readonly login: string } | null;
};

type Thread = {
  readonly id: string;
  readonly isResolved: boolean;
  readonly isOutdated: boolean;
  readonly path: string;
  readonly line?: number | null;
  readonly startLine?: number | null;
  readonly diffSide: string;
  readonly comments: { readonly nodes?: readonly (Said | null)[] | null };
};

type Answer = {
  readonly repository?: {
    readonly pullRequest?: {
      readonly headRefOid: string;
      readonly reviews?: { readonly nodes?: readonly (Said | null)[] | null } | null;
      readonly reviewThreads: {
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
        readonly nodes?: readonly (Thread | null)[] | null;
      };
    } | null;
  } | null;
};

type Page = {
  readonly headSha: string;
  readonly reviews: readonly Said[];
  readonly threads: readonly ReviewThread[];
  readonly after: string | null;
};

async function readPage(
  octokit: Octokit,
  variables: { readonly owner: string; readonly name: string; readonly number: number; readonly after: string | null },
  signal: AbortSignal,
): Promise<Page> {
  const question = { what: 'show the review', query, variables };
  const pull = (await askGraphQl<Answer>(octokit, question, signal)).repository?.pullRequest;
  if (!pull) return { headSha: '', reviews: [], threads: [], after: null };
  const { nodes, pageInfo } = pull.reviewThreads;
  return {
    headSha: pull.headRefOid,
    reviews: (pull.reviews?.nodes ?? []).filter((one) => one !== null),
    threads: (nodes ?? []).flatMap((thread) => (thread === null || thread.isResolved ? [] : toThread(thread))),
    after: pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null,
  };
}

function toThread(thread: Thread): readonly ReviewThread[] {
  const comments = (thread.comments.nodes ?? []).filter((one) => one !== null);
  const [first] = comments;
  if (!first?.databaseId) return [];
  const { id, path, line, startLine, isOutdated } = thread;
  const isInHead = typeof line === 'number' && !isOutdated && thread.diffSide === 'RIGHT';
  return [
    {
      id,
      path,
      firstComment: first.databaseId,
      lines: isInHead ? { start: startLine ?? line, end: line } : null,
      hunk: first.diffHunk ?? '',
      remarks: comments.map(toRemark),
    },
  ];
}

function toRemark({ author = null, body, lastEditedAt, createdAt, submittedAt }: Said): Remark {
  return {
    author: author === null ? null : loginOf(author),
    isPerson: author?.__typename === 'User',
    text: body ?? '',
    // What has no time counts as just changed.
    changedAt: lastEditedAt ?? createdAt ?? submittedAt ?? '9999-12-31T00:00:00Z',
  };
}

/** GraphQL leaves out by what REST marks the accounts of apps. */
function loginOf({ __typename: type, login }: NonNullable<Said['author']>): string {
  return type === 'Bot' && !login.endsWith('[bot]') ? `${login}[bot]` : login;
}
