import { basename } from 'node:path';
import { Fault } from '../errors.ts';
import type { GitDeps } from '../git/git-call.ts';
import { readCommit } from '../git/read-commit.ts';
import type { ChainHead } from '../store/record-event.ts';
import { verifyChain } from '../store/verify-chain.ts';
import { checkAnchor } from './verification/check-anchor.ts';
import { checkChain, checkEnd } from './verification/check-chain.ts';
import { checkCommit } from './verification/check-commit.ts';
import { checkFiles } from './verification/check-files.ts';
import { checkProof } from './verification/check-proof.ts';
import { checkStatement } from './verification/check-statement.ts';
import { readContent } from './verification/read-content.ts';
import { broken, type CheckedLink, type LinkFinding, type LinkName } from './verification/record-link.ts';

export type RecordToVerify = {
  readonly directory: string;
  /** The commit that was published, in a repository on this machine. */
  readonly commit: { readonly repository: string; readonly sha: string } | null;
  /** Where the record ended at some moment, as somebody else kept it. */
  readonly anchor: ChainHead | null;
};

export type RecordReport = {
  readonly runId: string;
  /** Up to the first that is broken, since all that follow lean on it. */
  readonly links: readonly CheckedLink[];
  readonly isSound: boolean;
};

type VerifyDeps = { readonly git: GitDeps };
type Check = readonly [link: LinkName, check: () => Promise<LinkFinding>];

/**
 * Whether a run's record is what was written, link by link, without asking anybody. By itself a record shows edits; that all of it
 * was written anew shows only against what others keep: the commit, or an anchor.
 */
export async function verifyRecord(
  deps: VerifyDeps,
  record: RecordToVerify,
  signal: AbortSignal,
): Promise<RecordReport> {
  const links: CheckedLink[] = [];
  for (const [link, check] of checksOf(deps, record, signal)) {
    signal.throwIfAborted();
    const finding = await check().catch(asBroken);
    links.push({ link, ...finding });
    if (!finding.holds) break;
  }
  return { runId: basename(record.directory), links, isSound: links.every(({ holds }) => holds) };
}

function checksOf(
  deps: VerifyDeps,
  { directory, commit, anchor }: RecordToVerify,
  signal: AbortSignal,
): readonly Check[] {
  const chain = once(() => verifyChain(directory));
  const content = once(() => readContent(directory));
  const checks: Check[] = [
    ['chain', async () => checkChain(await chain())],
    ['files', async () => checkFiles(directory, (await content()).files)],
    ['end', async () => checkEnd(await chain())],
    ['statement', async () => checkStatement(directory, await content())],
    ['proof', async () => checkProof(directory, await content())],
  ];
  if (commit !== null) {
    const read = () => readCommit(deps.git, commit, signal);
    checks.push(['commit', async () => checkCommit({ sha: commit.sha, ...(await read()) }, await content())]);
  }
  if (anchor !== null) checks.push(['anchor', async () => checkAnchor(anchor, (await content()).hashes)]);
  return checks;
}

/** What cannot be read does not hold. */
function asBroken(error: unknown): LinkFinding {
  if (!(error instanceof Fault)) throw error;
  return broken(error.message);
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
