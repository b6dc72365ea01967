import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type ExecResult, type Exit, SandboxFault, type Workspace } from '../sandbox/sandbox.ts';
import { cleanOutput } from './clean-output.ts';
import { cutMiddle } from './cut-middle.ts';
import { SPILL_FOLDER } from './resolve-path.ts';
import type { Tool } from './tool.ts';

const SHOWN = { head: 6_000, tail: 10_000 };
const MAX_CAPTURED_BYTES = 512 * 1024;

const input = z.strictObject({
  command: z.string().min(1).max(100_000).describe('Given to bash -c.'),
  cwd: z.string().min(1).max(1_024).optional().describe('Folder to run in; the workspace by default.'),
  timeout_s: z.int().min(1).max(900).default(120).describe('Seconds after which the command is killed.'),
});

/** Runs a command. Nothing is kept between calls but files. */
export const bash: Tool<z.infer<typeof input>> = {
  name: 'bash',
  description: [
    'Runs a shell command in the workspace and returns its exit code and output, standard error included.',
    'Every call is a new shell: `cd` and `export` do not last, files do. There is no terminal and no standard input.',
    'On a timeout everything the command started is killed; do not leave processes in the background.',
    'Long output is cut in the middle and kept in a file you can view.',
  ].join(' '),
  input,
  changes: 'workspace',
  async execute({ workspace }, { command, cwd, timeout_s: seconds }, signal) {
    const exec = await workspace.exec(['bash', '-c', 'exec bash -c "$1" 2>&1', 'bash', command], {
      ...(cwd === undefined ? {} : { cwd }),
      env: QUIET,
      timeoutMs: seconds * 1_000,
      maxBytes: MAX_CAPTURED_BYTES,
      signal,
    });
    if (exec.exit.reason === 'lost')
      throw new SandboxFault('The sandbox was lost during a command', { ran: 'unknown' });
    const output = await present(workspace, exec);
    return {
      text: `${describeExit(exec.exit, seconds)} · ${Math.round(exec.durationMs)} ms\n${output}`,
      isError: !exec.ok,
    };
  },
};

/** Nobody watches and nobody can answer. */
const QUIET = {
  CI: '1',
  NO_COLOR: '1',
  TERM: 'dumb',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  GIT_TERMINAL_PROMPT: '0',
  DEBIAN_FRONTEND: 'noninteractive',
  npm_config_progress: 'false',
};

function describeExit(exit: Exit, seconds: number): string {
  switch (exit.reason) {
    case 'exited':
      return `exit code ${exit.code}`;
    case 'signaled':
      return `ended by ${exit.signal}`;
    case 'timeout':
      return `timed out after ${seconds} s and was killed with everything it started`;
    case 'oom':
      return 'killed: out of memory';
    case 'killed':
    case 'lost':
      return 'killed';
  }
}

async function present(workspace: Workspace, exec: ExecResult): Promise<string> {
  const text = cleanOutput(exec.stdout);
  if (text === '') return '(no output)';
  const omitted = exec.omittedBytes.stdout;
  const note = omitted === 0 ? '' : `\n[the output was too long to capture: ${omitted} bytes from its middle are lost]`;
  if (text.length <= SHOWN.head + SHOWN.tail) return text + note;
  const file = await spill(workspace, text);
  const rest = file === null ? 'it could not be kept' : `all of it is in ${file}, for view or grep`;
  return cutMiddle(text, SHOWN, rest) + note;
}

/** Named after its content, so that the same output is kept once. */
async function spill(workspace: Workspace, text: string): Promise<string | null> {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const path = `${SPILL_FOLDER}/output-${digest}.txt`;
  try {
    await workspace.files.write(path, text);
    return path;
  } catch (error) {
    if (!(error instanceof SandboxFault)) throw error;
    // The command has run and its ends are worth more than its middle; a box that is gone shows at the next call.
    return null;
  }
}
