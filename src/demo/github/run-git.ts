import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';

/** Git's own configuration and repository variables of whoever started us must not reach the double. */
const isolation = [
  '-uGIT_DIR',
  '-uGIT_WORK_TREE',
  '-uGIT_INDEX_FILE',
  'GIT_CONFIG_NOSYSTEM=1',
  'GIT_CONFIG_GLOBAL=/dev/null',
  'GIT_TERMINAL_PROMPT=0',
  'LC_ALL=C',
];

export type GitInput = {
  /** Variables such as those of CGI; they travel in argv, so never a secret. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly stdin?: Uint8Array | string;
};

export type GitOutput = { readonly code: number | null; readonly stdout: Buffer; readonly stderr: string };

/** Runs git to its end without blocking: the server that git talks to may live in this very process. */
export async function runGit(args: readonly string[], input: GitInput = {}): Promise<GitOutput> {
  const variables = Object.entries(input.variables ?? {}).map(([name, value]) => `${name}=${value}`);
  const child = spawn('env', [...isolation, ...variables, 'git', ...args], { timeout: 60_000 });
  child.stdin.on('error', ignoreClosedInput);
  child.stdin.end(input.stdin ?? '');
  const [stdout, stderr, code] = await Promise.all([buffer(child.stdout), buffer(child.stderr), exitOf(child)]);
  return { code, stdout, stderr: stderr.toString('utf8') };
}

function exitOf(child: ReturnType<typeof spawn>): Promise<number | null> {
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  return promise;
}

function ignoreClosedInput(): void {
  // Git may exit before it has read everything; its exit code says what went wrong.
}
