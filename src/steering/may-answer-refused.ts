import type { Authority } from '../webhooks/authorise.ts';
import type { IssueKey } from './issue-entry.ts';
import type { SteeringDeps } from './steering-deps.ts';

const mostPerHour = 3;
const hourMs = 60 * 60_000;

/**
 * Whether people who may do nothing here are answered once more: anybody can write as many comments as they like, and each answer
 * reaches everybody who follows the issue. An answer that may be given is counted.
 */
export async function mayAnswerRefused(
  deps: Pick<SteeringDeps, 'issues' | 'now' | 'log'>,
  where: IssueKey,
  authorities: readonly Authority[],
): Promise<boolean> {
  if (!authorities.some((one) => one.kind === 'refused' && one.isAnswered)) return false;
  const now = deps.now();
  let isAnswered = false;
  await deps.issues.change(where, (entry) => {
    const recent = entry.refusedAt.filter((at) => now - Date.parse(at) < hourMs);
    isAnswered = recent.length < mostPerHour;
    return { ...entry, refusedAt: isAnswered ? [...recent, new Date(now).toISOString()] : recent };
  });
  if (!isAnswered) deps.log.info({ where }, 'Somebody without permission was not answered any more');
  return isAnswered;
}
