import type { Workspace } from '../../sandbox/sandbox.ts';

const plantTimeoutMs = 20_000;

/**
 * Where thieves look first, and where no tool of the images does: `gh` is not installed, and git reads the second file only when
 * it is told to `store`. Not in the environment, which honest programs print, nor in the workspace, which is exported.
 */
export const decoys: readonly string[] = ['.config/gh/hosts.yml', '.git-credentials'];

const plantScript = `
set -eu
umask 077
read -r canary
mkdir -p "$HOME/.config/gh"
printf 'github.com:\\n    user: deploy\\n    oauth_token: %s\\n    git_protocol: https\\n' "$canary" > "$HOME/${decoys[0]}"
printf 'https://deploy:%s@github.com\\n' "$canary" > "$HOME/${decoys[1]}"
`;

/** Puts the canary into a box; false when the home of the box does not take it. What an earlier run left there is replaced. */
export async function plantCanary(
  workspace: Pick<Workspace, 'exec'>,
  canary: string,
  signal: AbortSignal,
): Promise<boolean> {
  const stdin = new TextEncoder().encode(`${canary}\n`);
  const { ok } = await workspace.exec(plantScript, { stdin, timeoutMs: plantTimeoutMs, signal });
  return ok;
}
