import { bundleCommit } from '../../git/bundle-commit.ts';
import { checkoutScript } from '../../git/checkout-script.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { type Sandbox, SandboxFault } from '../../sandbox/sandbox.ts';
import { plantCanary } from '../canary/plant-canary.ts';
import { recordBox } from '../recording/record-box.ts';
import { recordedWorkspace } from '../recording/recorded-workspace.ts';
import type { Run } from '../run.ts';

const checkoutTimeoutMs = 120_000;

export type WorkspaceRequest = { readonly mirror: Mirror; readonly sha: string; readonly purpose: string };

/** A workspace to begin with a copy of, in which the same repository was prepared. */
export type PreparedWorkspace = {
  readonly snapshot: string;
  /** It has the checkout of this very commit, and keeps it. */
  readonly isOfCommit: boolean;
};

/**
 * A fresh sandbox with one commit checked out in it, in an empty workspace or upon what was prepared. The commit arrives as a
 * bundle: no remote, no token, no history.
 */
export async function openWorkspace(
  run: Run,
  request: WorkspaceRequest,
  from: PreparedWorkspace | null = null,
): Promise<Sandbox> {
  const { settings, sandboxes } = run.deps;
  const { image, egress } = settings;
  const sandbox = await sandboxes.create(
    {
      image,
      labels: { run: run.record.id },
      limits: settings.limits,
      isolation: settings.isolation,
      workspace: from === null ? { kind: 'new', storage: settings.storage } : { kind: 'snapshot', id: from.snapshot },
      network: {
        kind: 'egress',
        allow: egress.allow,
        onAttempt: (attempt) => run.progress.addEgress({ purpose: request.purpose, ...attempt }),
      },
      env: egress.env,
    },
    run.signal,
  );
  try {
    await recordBox(run.record, sandbox, request.purpose);
    if (from?.isOfCommit !== true) await checkOut(run, sandbox, request);
    if (!(await plantCanary(sandbox, run.progress.canary.canary, run.signal))) {
      run.deps.log.warn({ purpose: request.purpose }, 'A sandbox has no canary');
    }
    return sandbox;
  } catch (error) {
    await sandbox.destroy();
    throw error;
  }
}

async function checkOut(run: Run, sandbox: Sandbox, { mirror, sha, purpose }: WorkspaceRequest): Promise<void> {
  const { deps, record, signal } = run;
  await using bundle = await bundleCommit(deps.git, mirror, sha, signal);
  const result = await recordedWorkspace(sandbox, record, purpose).exec(checkoutScript, {
    stdin: bundle.open(),
    timeoutMs: checkoutTimeoutMs,
    signal,
  });
  if (result.ok) return;
  signal.throwIfAborted();
  throw new SandboxFault(`The repository could not be checked out in the sandbox: ${result.stderr.slice(-500)}`, {
    ran: 'yes',
    nextAction: 'If the repository is larger than the workspace, ask the operator to raise SANDPIPER_WORKSPACE_MIB.',
  });
}
