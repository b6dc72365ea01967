import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GitInput, runGit } from './run-git.ts';

/** The truth about one repository's git data; what REST answers about it is derived from here. */
export type BareRepository = {
  readonly directory: string;
  /** Runs git in the repository and throws when it fails. */
  readonly git: (args: readonly string[], input?: GitInput) => Promise<Buffer>;
  /** Adds a commit to a branch, which is made from nothing when it does not exist; resolves to its id. */
  readonly commit: (branch: string, commit: CommitSeed) => Promise<string>;
  /** Full names of branches with the ids they stand at. */
  readonly refs: () => Promise<ReadonlyMap<string, string>>;
  /** Whether an object exists, named as git names it. */
  readonly has: (object: string) => Promise<boolean>;
  /** Whether the two can be merged without anybody's help. */
  readonly merges: (base: string, head: string) => Promise<boolean>;
  /** What a pull request from `head` to `base` would show. */
  readonly compare: (base: string, head: string) => Promise<Comparison>;
  /** From now on a push to a branch under `prefix` is declined the way GitHub's rulesets do it. */
  readonly refusePushes: (prefix: string) => Promise<void>;
  /** Whether such a rule is against this ref. */
  readonly refuses: (ref: string) => boolean;
};

export type CommitSeed = {
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** ISO 8601. */
  readonly at: string;
  /** New content by path; `null` deletes. */
  readonly files: Readonly<Record<string, string | Uint8Array | null>>;
};

type Comparison = {
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changed_files: number;
};

export async function createBareRepository(directory: string, defaultBranch: string): Promise<BareRepository> {
  await mkdir(directory, { recursive: true });
  const git = gitIn(directory);
  const refused: string[] = [];
  await git(['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`]);
  await git(['config', 'http.receivepack', 'true']);
  return {
    directory,
    git,
    commit: (branch, commit) => commitFiles(git, branch, commit),
    refs: () => readRefs(git),
    has: async (object) => (await runGit(['-C', directory, 'cat-file', '-e', object])).code === 0,
    merges: (base, head) => merges(directory, base, head),
    compare: (base, head) => compare(git, base, head),
    refusePushes: async (prefix) => {
      refused.push(`refs/heads/${prefix}`);
      await writeHook(directory, prefix);
    },
    refuses: (ref) => refused.some((prefix) => ref.startsWith(prefix)),
  };
}

type Git = BareRepository['git'];

function gitIn(directory: string): Git {
  return async (args, input) => {
    const { code, stdout, stderr } = await runGit(['-C', directory, '-c', 'safe.directory=*', ...args], input);
    if (code !== 0) throw new Error(`git ${args[0]} failed in ${directory}: ${stderr}`);
    return stdout;
  };
}

async function commitFiles(git: Git, branch: string, commit: CommitSeed): Promise<string> {
  const exists = (await readRefs(git)).has(`refs/heads/${branch}`);
  const who = `${commit.author.name} <${commit.author.email}> ${Math.floor(Date.parse(commit.at) / 1000)} +0000`;
  const stream = [
    Buffer.from(`commit refs/heads/${branch}\nauthor ${who}\ncommitter ${who}\n`),
    data(`${commit.message}\n`),
    Buffer.from(exists ? `from refs/heads/${branch}^0\n` : ''),
    ...Object.entries(commit.files).flatMap(([path, content]) => fileChange(path, content)),
  ];
  await git('fast-import --quiet'.split(' '), { stdin: Buffer.concat(stream) });
  return (await git(['rev-parse', `refs/heads/${branch}`])).toString().trim();
}

function fileChange(path: string, content: string | Uint8Array | null): readonly Buffer[] {
  if (content === null) return [Buffer.from(`D ${JSON.stringify(path)}\n`)];
  return [Buffer.from(`M 100644 inline ${JSON.stringify(path)}\n`), data(content)];
}

function data(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')]);
}

async function readRefs(git: Git): Promise<ReadonlyMap<string, string>> {
  const lines = (await git(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads']))
    .toString()
    .split('\n')
    .filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(41), line.slice(0, 40)]));
}

async function merges(directory: string, base: string, head: string): Promise<boolean> {
  const args = ['-C', directory, '-c', 'safe.directory=*', 'merge-tree', '--write-tree', '--no-messages', base, head];
  const { code, stderr } = await runGit(args);
  if (code !== 0 && code !== 1) throw new Error(`git merge-tree failed in ${directory}: ${stderr}`);
  return code === 0;
}

async function compare(git: Git, base: string, head: string): Promise<Comparison> {
  const commits = Number((await git(['rev-list', '--count', `${base}..${head}`])).toString());
  const lines = (await git(['diff', '--numstat', `${base}...${head}`])).toString().split('\n').slice(0, -1);
  const sum = (column: number) => lines.reduce((total, line) => total + (Number(line.split('\t')[column]) || 0), 0);
  return { commits, additions: sum(0), deletions: sum(1), changed_files: lines.length };
}

async function writeHook(directory: string, prefix: string): Promise<void> {
  const hook = join(directory, 'hooks', 'update');
  await mkdir(join(directory, 'hooks'), { recursive: true });
  await writeFile(
    hook,
    `#!/bin/sh\ncase "$1" in refs/heads/${prefix}*) echo "error: GH013: Repository rule violations found for $1." >&2; exit 1;; esac\n`,
  );
  await chmod(hook, 0o755);
}
