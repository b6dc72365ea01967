import type { GitDeps } from './git-call.ts';
import { GitFault } from './git-fault.ts';
import type { Remote } from './parse-remote.ts';
import { remoteFault } from './remote-fault.ts';
import { runGit } from './run-git.ts';

type Question = { readonly directory: string; readonly remote: Remote; readonly branch: string | null };

/** A branch of the remote and the commit it points to. */
type Tip = { readonly branch: string; readonly sha: string };

const heads = 'refs/heads/';

/** Asks the remote where a branch stands now. Throws a `GitFault` when the branch, or any branch, does not exist. */
export async function findTip(deps: GitDeps, question: Question, signal: AbortSignal): Promise<Tip> {
  const { branch } = question;
  if (branch !== null && !isPlainBranch(branch)) throw unknownBranch(`${JSON.stringify(branch)} is not a branch name.`);
  const listing = await listRefs(deps, question, ['HEAD', ...(branch === null ? [] : [`${heads}${branch}`])], signal);
  const ref = branch === null ? listing.head : `${heads}${branch}`;
  const sha = ref === null ? undefined : listing.ids.get(ref === listing.head ? 'HEAD' : ref);
  if (ref?.startsWith(heads) && sha !== undefined) return { branch: ref.slice(heads.length), sha };
  if (listing.ids.size === 0 && (await isEmpty(deps, question, signal))) throw emptyRepository();
  throw missingBranch(question);
}

type Listing = { readonly head: string | null; readonly ids: ReadonlyMap<string, string> };

async function listRefs(
  deps: GitDeps,
  { directory, remote }: Question,
  patterns: readonly string[],
  signal: AbortSignal,
): Promise<Listing> {
  const call = { directory, remote, args: ['ls-remote', '--symref', '--', remote.url, ...patterns] };
  const result = await runGit(deps, call, signal);
  if (result.exitCode !== 0 && !result.isCut) throw remoteFault(remote, result.stderr);
  const lines = result.stdout.toString('utf8').split('\n');
  const symref = lines.map((line) => /^ref: (\S+)\tHEAD$/.exec(line)?.[1]).find((name) => name !== undefined);
  const ids = lines.flatMap((line) => {
    const match = /^([0-9a-f]{40})\t(\S+)$/.exec(line);
    return match?.[1] !== undefined && match[2] !== undefined ? [[match[2], match[1]] as const] : [];
  });
  return { head: symref ?? null, ids: new Map(ids) };
}

async function isEmpty(deps: GitDeps, question: Question, signal: AbortSignal): Promise<boolean> {
  const listing = await listRefs(deps, question, [`${heads}*`], signal);
  return listing.ids.size === 0;
}

/** Nothing git would read as an option, a pattern or an expression. */
function isPlainBranch(name: string): boolean {
  return /^[^\s\p{C}~^:?*[\\]{1,240}$/u.test(name) && !/^[-/]|\.\.|\/\/|@\{|\.lock$|[./]$/.test(name);
}

function emptyRepository(): GitFault {
  return new GitFault('empty-repository', 'The repository has no commit yet.', {
    nextAction: 'Push a first commit to its default branch, then try again.',
  });
}

function missingBranch({ branch, remote }: Question): GitFault {
  if (branch !== null) return unknownBranch(`The repository has no branch ${branch}.`);
  if (remote.scheme !== 'file') return unknownBranch('The repository has no default branch.');
  return new GitFault('unknown-branch', 'HEAD of the repository is not on a branch that has a commit.', {
    nextAction: 'Switch to a branch there, or name one, then try again.',
  });
}

function unknownBranch(message: string): GitFault {
  return new GitFault('unknown-branch', message, {
    nextAction: 'Check the default branch in the settings of the repository, then try again.',
  });
}
