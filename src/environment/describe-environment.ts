import { type EgressRule, SandboxFault, type SandboxLimits, type Workspace } from '../sandbox/sandbox.ts';
import { shellEnvironmentPath } from './shell-environment.ts';

export type BoxFacts = {
  readonly limits: SandboxLimits;
  /** Where the box may read from. */
  readonly allow: readonly EgressRule[];
};

const TIMEOUT_MS = 60_000;
const MAX_LINES = 25;
const MAX_LINE_CHARACTERS = 160;

/** A line for each program that is there: the name, and what it says its version is. Each has a few seconds. */
const script = `. /etc/os-release 2>/dev/null && echo "Operating system: $PRETTY_NAME, $(uname -m)"
say() {
  name=$1; shift
  command -v "$1" > /dev/null 2>&1 || return 0
  version=$(timeout 10 "$@" 2>&1 < /dev/null | head -c 2000 | grep -m 1 '[0-9]')
  echo "$name: $version"
}
say node node --version
say npm npm --version
say pnpm pnpm --version
say yarn yarn --version
say bun bun --version
say python3 python3 --version
say pip pip --version
say uv uv --version
say go go version
say rustc rustc --version
say cargo cargo --version
say java java -version
say maven mvn --version
say gcc gcc --version
say make make --version
say git git --version
say ripgrep rg --version
true`;

/** What the agent finds in its box, a line each: system, toolchains, limits, network. The versions are the box's word. */
export async function describeEnvironment(
  workspace: Workspace,
  facts: BoxFacts,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return [...(await askBox(workspace, signal)), describeLimits(facts.limits), describeNetwork(facts.allow)];
}

async function askBox(workspace: Workspace, signal: AbortSignal): Promise<readonly string[]> {
  try {
    // In `/tmp`, since a repository may tell node or python in its own folder which version to be.
    const options = { timeoutMs: TIMEOUT_MS, maxBytes: 32 * 1024, cwd: '/tmp', signal };
    const { stdout } = await workspace.exec(script, { ...options, env: { BASH_ENV: shellEnvironmentPath } });
    signal.throwIfAborted();
    return stdout
      .split('\n')
      .map(oneLine)
      .filter((line) => line !== '')
      .slice(0, MAX_LINES);
  } catch (error) {
    if (!(error instanceof SandboxFault) || error.ran === 'unknown') throw error;
    return [];
  }
}

function oneLine(line: string): string {
  return line
    .replaceAll(/[^\x20-\x7e]/g, ' ')
    .trim()
    .slice(0, MAX_LINE_CHARACTERS);
}

function describeLimits({ cpus, memoryMiB, pids, workspaceMiB }: SandboxLimits): string {
  return `Limits: ${cpus} CPUs, ${memoryMiB} MiB of memory, ${pids} processes, ${workspaceMiB} MiB of workspace.`;
}

function describeNetwork(allow: readonly EgressRule[]): string {
  const hosts = [...new Set(allow.map(({ host }) => host))];
  if (hosts.length === 0) return 'Network: none.';
  return `Network: HTTP and HTTPS reads (GET, HEAD) from ${hosts.join(', ')}, and nothing else; no git, no SSH.`;
}
