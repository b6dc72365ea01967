import { basename } from 'node:path';
import { Fault } from '../../errors.ts';
import type { GitDeps } from '../../git/git-call.ts';
import { patchOfCommit } from '../../git/patch-of-commit.ts';
import { readCommit } from '../../git/read-commit.ts';
import type { ChainHead } from '../../store/record-event.ts';
import { verifyChain } from '../../store/verify-chain.ts';
import { checkAnchor } from './check-anchor.ts';
import { checkCandidates } from './check-candidates.ts';
import { checkChain, checkEnd } from './check-chain.ts';
import { checkCommit } from './check-commit.ts';
import { checkFiles } from './check-files.ts';
import { checkMerged, type MergedCommit } from './check-merged.ts';
import { checkProof } from './check-proof.ts';
import { checkStatement } from './check-statement.ts';
import { readContent } from './read-content.ts';
import { broken, type CheckedLink, type LinkFinding, type LinkName } from './record-link.ts';

type CommitPlace = { readonly repository: string; readonly sha: string };

export type RecordToVerify = {
  readonly directory: string;
  /** The commit that was published, in a repository on this machine. */
  readonly commit: CommitPlace | null;
  /** What became of it when its pull request was merged, if that is a commit of its own. */
  readonly merged?: CommitPlace | null;
  /** Where the record ended at some moment, as somebody else kept it. */
  readonly anchor: ChainHead | null;
};

export type RecordReport = {
  readonly runId: string;
  /** Up to the first that is broken, since all that follow lean on it. */
  readonly links: readonly CheckedLink[];
  readonly isSound: boolean;
};

/** As much as a record keeps of one. */
const maxPatchBytes = 16 * 1024 * 1024;

type VerifyDeps = { readonly git: GitDeps };
/** `null`: there is no such link in this record. */
type Check = readonly [link: LinkName, check: () => Promise<LinkFinding | null>];

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
    if (finding === null) continue;
    links.push({ link, ...finding });
    if (!finding.holds) break;
  }
  return { runId: basename(record.directory), links, isSound: links.every(({ holds }) => holds) };
}

function checksOf(
  deps: VerifyDeps,
  { directory, commit, merged = null, anchor }: RecordToVerify,
  signal: AbortSignal,
): readonly Check[] {
  const chain = once(() => verifyChain(directory));
  const content = once(() => readContent(directory));
  const checks: Check[] = [
    ['chain', async () => checkChain(await chain())],
    ['files', async () => checkFiles(directory, (await content()).files)],
    ['end', async () => checkEnd(await chain())],
    ['candidates', async () => checkCandidates(directory, await content())],
    ['statement', async () => checkStatement(directory, await content())],
    ['proof', async () => checkProof(directory, await content())],
  ];
  if (commit !== null) {
    const read = () => readCommit(deps.git, commit, signal);
    checks.push(['commit', async () => checkCommit({ sha: commit.sha, ...(await read()) }, await content())]);
  }
  if (merged !== null) {
    checks.push([
      'merged',
      async () => checkMerged(await readMerged(deps, merged, signal), directory, await content()),
    ]);
  }
  if (anchor !== null) checks.push(['anchor', async () => checkAnchor(anchor, (await content()).hashes)]);
  return checks;
}

async function readMerged({ git }: VerifyDeps, place: CommitPlace, signal: AbortSignal): Promise<MergedCommit> {
  const commit = await readCommit(git, place, signal);
  const patchTo = (parent: string) => patchOfCommit(git, { ...place, parent, maxBytes: maxPatchBytes }, signal);
  return { sha: place.sha, ...commit, patchTo };
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
