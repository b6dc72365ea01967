import type { Octokit } from 'octokit';
import { mayWrite } from './may-write.ts';
import type { PullAddress } from './pull-address.ts';
import { readPermission } from './read-permission.ts';
import { type Remark, type ReviewThread, readReview } from './read-review.ts';
import type { RepositoryName } from './repository-name.ts';

export type Said = { readonly author: string; readonly text: string };

export type TrustedThread = Omit<ReviewThread, 'remarks'> & { readonly said: readonly Said[] };

export type TrustedReview = {
  /** What the places of the threads refer to. */
  readonly headSha: string;
  readonly summary: Said | null;
  /** Those that wait for an answer of ours, oldest first. */
  readonly threads: readonly TrustedThread[];
  /** There are more than were read. */
  readonly isCut: boolean;
};

export type ReviewQuestion = PullAddress & {
  readonly reviewId: number | null;
  /** ISO 8601, UTC: only what was written, and last changed, by then counts. */
  readonly before: string;
  /** Such as `sandpiper[bot]`. */
  readonly botLogin: string;
};

const maxAuthors = 20;

/**
 * The unresolved threads of a pull request in the words of people with write permission, which is asked live, once for each. What
 * others said in between is left out; a thread in which nobody of them said anything since we last answered waits for nothing.
 */
export async function listTrustedThreads(
  octokit: Octokit,
  question: ReviewQuestion,
  signal: AbortSignal,
): Promise<TrustedReview> {
  const { headSha, summary, threads, isCut } = await readReview(octokit, question, signal);
  const inTime = (remark: Remark) => Date.parse(remark.changedAt) <= Date.parse(question.before);
  const isCandidate = (remark: Remark) => remark.isPerson && remark.text.trim() !== '' && inTime(remark);
  const remarks = [...(summary === null ? [] : [summary]), ...threads.flatMap((thread) => thread.remarks)];
  const authors = remarks.flatMap((remark) => (isCandidate(remark) && remark.author !== null ? [remark.author] : []));
  const trusted = await trustedOf(octokit, { ...question, authors: [...new Set(authors)] }, signal);
  const toSaid = (remark: Remark): readonly Said[] => {
    const { author, text } = remark;
    return author !== null && isCandidate(remark) && trusted.has(author) ? [{ author, text }] : [];
  };
  return {
    headSha,
    summary: summary === null ? null : (toSaid(summary)[0] ?? null),
    threads: threads.flatMap(({ remarks: all, ...thread }) => {
      const answered = all.findLastIndex(({ author }) => author === question.botLogin);
      const isWaiting = all.slice(answered + 1).some((remark) => toSaid(remark).length > 0);
      return isWaiting ? [{ ...thread, said: all.flatMap(toSaid) }] : [];
    }),
    isCut,
  };
}

type Asked = { readonly repository: RepositoryName; readonly authors: readonly string[] };

async function trustedOf(
  octokit: Octokit,
  { repository, authors }: Asked,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const trusted = new Set<string>();
  for (const author of authors.slice(-maxAuthors)) {
    if (mayWrite(await readPermission(octokit, repository, author, signal))) trusted.add(author);
  }
  return trusted;
}
