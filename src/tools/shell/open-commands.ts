import { SandboxFault, type Workspace } from '../../sandbox/sandbox.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { endsWithin } from './ends-within.ts';
import { type Command, type CommandRequest, MAX_KEPT_BYTES, startCommand } from './start-command.ts';

/** The commands of one attempt. Disposing kills those that run, within 5 seconds, and removes what was kept of their output. */
export interface Commands extends AsyncDisposable {
  start(workspace: Workspace, request: Pick<CommandRequest, 'text' | 'cwd'>, signal: AbortSignal): Promise<Command>;
  /** Lets a command go on without anybody waiting for it; `null` when as many as may be do already. */
  moveToBackground(command: Command): string | null;
  /** By their handles: those in the background that still run, and those that ended last. */
  readonly background: ReadonlyMap<string, BackgroundCommand>;
  /** As many run in the background as may. */
  isFull(): boolean;
  /** The file with a command's output stays, perhaps in place of older ones. */
  keepOutput(command: Command): Promise<void>;
  dropOutput(command: Command): Promise<void>;
}

export type BackgroundCommand = Command & { readonly hasEnded: boolean };

export const MAX_IN_BACKGROUND = 8;
/** So many that have ended are remembered. */
const MAX_ENDED = 8;
/** Kept output takes memory of the box. */
const MAX_ALL_KEPT_BYTES = 64 * 1024 * 1024;
const DISPOSAL_MS = 4_000;
const REMOVAL_MS = 1_000;

export function openCommands(): Commands {
  const ending = new AbortController();
  const background = new Map<string, BackgroundCommand>();
  const kept: Command[] = [];
  let workspaceUsed: Workspace | null = null;
  let started = 0;
  let moved = 0;
  const running = () => [...background.values()].filter(({ hasEnded }) => !hasEnded);
  const isFull = () => running().length >= MAX_IN_BACKGROUND;
  const remove = async (command: Command) => {
    if (workspaceUsed !== null && command.file !== null) await removeQuietly(workspaceUsed, command.file);
  };
  return {
    background,
    isFull,
    async start(workspace, { text, cwd }, signal) {
      workspaceUsed = workspace;
      started += 1;
      const file = `${scratchFolder(workspace)}/output-${started}.txt`;
      return await startCommand(workspace, { text, cwd, file }, AbortSignal.any([signal, ending.signal]));
    },
    moveToBackground(command) {
      if (isFull()) return null;
      moved += 1;
      forgetEnded(background);
      background.set(`bg${moved}`, watched(command));
      return `bg${moved}`;
    },
    async keepOutput(command) {
      if (!kept.includes(command)) kept.push(command);
      while (sumOf(kept) > MAX_ALL_KEPT_BYTES) await remove(kept.shift() ?? command);
    },
    dropOutput: remove,
    async [Symbol.asyncDispose]() {
      const left = running();
      ending.abort();
      await endsWithin(Promise.all(left.map(({ ended }) => ended)), DISPOSAL_MS);
      if (workspaceUsed === null) return;
      await endsWithin(removeQuietly(workspaceUsed, scratchFolder(workspaceUsed)), REMOVAL_MS);
    },
  };
}

function watched(command: Command): BackgroundCommand {
  let hasEnded = false;
  void command.ended.then(() => {
    hasEnded = true;
  });
  return {
    ...command,
    get hasEnded() {
      return hasEnded;
    },
  };
}

function forgetEnded(background: Map<string, BackgroundCommand>): void {
  const ended = [...background].filter(([, { hasEnded }]) => hasEnded);
  for (const [id] of ended.slice(0, Math.max(0, ended.length - MAX_ENDED))) background.delete(id);
}

function sumOf(kept: readonly Command[]): number {
  return kept.reduce((sum, { log }) => sum + Math.min(log.bytes, MAX_KEPT_BYTES), 0);
}

async function removeQuietly(workspace: Workspace, path: string): Promise<void> {
  try {
    await workspace.files.remove(path);
  } catch (error) {
    if (!(error instanceof SandboxFault)) throw error;
    // It takes room until the box ends, which may be why it could not be removed.
  }
}
