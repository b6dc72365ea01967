import { fence } from './fence.ts';
import { fold } from './fold.ts';
import { linkTo } from './link-to.ts';
import { listLogs, type ProofLog } from './list-logs.ts';
import type { PullRequestFacts } from './pull-request-facts.ts';

/** The ends of the logs of a proof, folded, and where there is more of them. */
export function renderLogs({ proof, published = null }: PullRequestFacts): readonly string[] {
  return [...whereFull(published?.checksUrl ?? null), ...listLogs(proof, 'when-one-failed').map(renderLog)];
}

function whereFull(checksUrl: string | null): readonly string[] {
  return checksUrl === null ? [] : [`The full logs are with ${linkTo('the checks of this commit', checksUrl)}.`];
}

const limits = { lines: 80, characters: 6000, lineCharacters: 400 };

function renderLog({ title, output }: ProofLog): string {
  return fold(title, output === '' ? 'No output.' : fence(output, limits));
}
