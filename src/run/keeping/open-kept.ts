import { bundleCommit } from '../../git/bundle-commit.ts';
import { type Sandbox, SandboxFault } from '../../sandbox/sandbox.ts';
import type { OpenedBox } from '../preparation/open-box.ts';
import { openWorkspace, type WorkspaceRequest } from '../preparation/open-workspace.ts';
import { recallPreparation } from '../preparation/remembered-preparation.ts';
import { recordedWorkspace } from '../recording/recorded-workspace.ts';
import type { Run } from '../run.ts';
import type { FoundWorkspace } from './find-kept.ts';
import { renewGitScript } from './renew-git-script.ts';

const renewTimeoutMs = 120_000;

/** The agent's box with a copy of what an earlier agent left in its own; `null`, with a note, when it cannot be had. */
export async function openKept(
  run: Run,
  base: Pick<WorkspaceRequest, 'mirror' | 'sha'>,
  kept: FoundWorkspace,
): Promise<OpenedBox | null> {
  const { runId, prepared } = kept.about;
  const request = { ...base, purpose: 'agent' };
  try {
    const sandbox = await openWorkspace(run, request, { snapshot: kept.snapshot, isOfCommit: true });
    await renewGit(run, sandbox, request).catch(async (error: unknown) => {
      await sandbox.destroy();
      throw error;
    });
    run.record.append('run.workspace', { from: runId });
    run.progress.addNotes([`The agent went on in the workspace that the run ${runId} left.`]);
    return { sandbox, remembered: prepared === null ? null : recallPreparation(prepared) };
  } catch (error) {
    if (!(error instanceof SandboxFault) || run.signal.aborted) throw error;
    await giveUp(run, kept, error);
    return null;
  }
}

async function renewGit(run: Run, sandbox: Sandbox, { mirror, sha, purpose }: WorkspaceRequest): Promise<void> {
  const { deps, record, signal } = run;
  await using bundle = await bundleCommit(deps.git, mirror, sha, signal);
  const options = { stdin: bundle.open(), timeoutMs: renewTimeoutMs, signal };
  const { ok, stderr } = await recordedWorkspace(sandbox, record, purpose).exec(renewGitScript, options);
  if (ok) return;
  signal.throwIfAborted();
  throw new SandboxFault(`The base could not be put below the kept files: ${stderr.slice(-500)}`, { ran: 'yes' });
}

async function giveUp({ deps, progress }: Run, { layers, key, about }: FoundWorkspace, error: SandboxFault) {
  deps.log.warn({ err: error, from: about.runId }, 'A kept workspace could not be used');
  progress.addNotes([
    `The workspace that the run ${about.runId} left could not be used, so that the agent began anew: ${error.message}`,
  ]);
  if (error.code !== 'no-space') await layers.forget(key);
}
