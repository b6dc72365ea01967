import type { Octokit } from 'octokit';
import { askGraphQl } from './ask-graphql.ts';

const query = `mutation ($thread: ID!) {
  resolveReviewThread(input: { threadId: $thread }) { thread { isResolved } }
}`;

export async function resolveReviewThread(octokit: Octokit, thread: string, signal: AbortSignal): Promise<void> {
  await askGraphQl<unknown>(octokit, { what: 'resolve the thread', query, variables: { thread } }, signal);
}
