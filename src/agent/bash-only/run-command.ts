import { shellEnvironmentPath } from '../../environment/shell-environment.ts';
import { SandboxFault, type Workspace } from '../../sandbox/sandbox.ts';
import { submitMarker } from './submit-marker.ts';

export type CommandEnd = {
  /** For the model, bounded. */
  readonly text: string;
  readonly isError: boolean;
  /** What was printed after the marker when the command handed the work in; otherwise `null`. */
  readonly submission: string | null;
};

const TIMEOUT_MS = 60_000;
const SHOWN_CHARACTERS = 10_000;
const MAX_CAPTURED_BYTES = 256 * 1024;
const MAX_SUBMISSION_CHARACTERS = 4_000;

/** Runs one command in a shell of its own. Throws the `SandboxFault` of a box that is gone. */
export async function runCommand(workspace: Workspace, command: string, signal: AbortSignal): Promise<CommandEnd> {
  const { exit, ok, stdout } = await workspace.exec(['sh', '-c', 'exec bash -c "$1" 2>&1', 'sh', command], {
    env: QUIET,
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_CAPTURED_BYTES,
    signal,
  });
  if (exit.reason === 'lost') throw new SandboxFault('The sandbox was lost during a command', { ran: 'unknown' });
  const [first = '', ...rest] = stdout.trimStart().split('\n');
  const isSubmission = ok && first.trim() === submitMarker;
  const end = exit.reason === 'exited' ? `exit code: ${exit.code}` : `ended: ${exit.reason}`;
  return {
    text: `${end}\noutput:\n${cutOutput(stdout)}`,
    isError: !ok,
    submission: isSubmission ? rest.join('\n').trim().slice(0, MAX_SUBMISSION_CHARACTERS) : null,
  };
}

const QUIET = {
  BASH_ENV: shellEnvironmentPath,
  PAGER: 'cat',
  MANPAGER: 'cat',
  GIT_PAGER: 'cat',
  LESS: '-R',
  PIP_PROGRESS_BAR: 'off',
  TQDM_DISABLE: '1',
};

function cutOutput(output: string): string {
  const missing = output.length - SHOWN_CHARACTERS;
  if (missing <= 0) return output;
  const half = SHOWN_CHARACTERS / 2;
  return `${output.slice(0, half)}\n[${missing} characters left out: print less, or write to a file and search it]\n${output.slice(-half)}`;
}
