import { z } from 'zod';
import { describeExit, isSuccess } from './shell/describe-exit.ts';
import { endCommand } from './shell/end-command.ts';
import { endsWithin } from './shell/ends-within.ts';
import { listBackground } from './shell/list-background.ts';
import { type Commands, MAX_IN_BACKGROUND } from './shell/open-commands.ts';
import { settleOutput, showOutput } from './shell/show-output.ts';
import { type Command, MAX_COMMAND_MINUTES } from './shell/start-command.ts';
import { mistake, type Observation, result, type Tool } from './tool.ts';

/** A command that fails at once is not worth a look later. */
const FIRST_LOOK_MS = 1_000;

const input = z.strictObject({
  command: z.string().min(1).max(100_000).describe('Given to bash -c.'),
  cwd: z.string().min(1).max(1_024).optional().describe('Folder to run in; the workspace by default.'),
  timeout_s: z.int().min(1).max(900).default(120).describe('Seconds to wait for its end.'),
  background: z.boolean().default(false).describe('Do not wait, for servers and watchers.'),
});

/**
 * Runs a command. Nothing is kept between calls but files. It may run anywhere in the box, as a command could go anywhere by
 * itself: the box is the wall.
 */
export function bashTool(commands: Commands): Tool<z.infer<typeof input>> {
  return {
    name: 'bash',
    description: [
      'Runs a shell command in the workspace and returns its exit code and output, standard error included.',
      'Every call is a new shell: `cd` and `export` do not last, files do. There is no terminal and no standard input.',
      'A command that does not end within timeout_s goes on in the background; look after it with bash_output.',
      'What a command starts with `&` ends with it: use background instead. Long output is cut in the middle and kept in a file.',
    ].join(' '),
    input,
    changes: 'workspace',
    repair: readHabits,
    async execute({ workspace }, { command: text, cwd, timeout_s: seconds, background }, signal) {
      if (background && commands.isFull()) return mistake(refuseAnother(commands));
      const command = await commands.start(workspace, { text, cwd }, signal);
      const hasEnded = await endsWithin(command.ended, background ? FIRST_LOOK_MS : seconds * 1_000);
      if (hasEnded) return await showEnded(commands, command);
      return await leaveRunning(commands, command, background ? null : seconds);
    },
  };
}

/** Some models are used to a list of arguments that starts the shell, too, or to milliseconds. */
function readHabits(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { command, timeout_s: timeout } = fields;
  const isWrapped = Array.isArray(command) && command.length === 3 && isShell(command[0], command[1]);
  const isInMs = typeof timeout === 'number' && timeout >= SURELY_MS;
  if (!isWrapped && !isInMs) return fields;
  return {
    ...fields,
    ...(isWrapped ? { command: command[2] } : {}),
    ...(isInMs ? { timeout_s: Math.min(900, Math.ceil(timeout / 1_000)) } : {}),
  };
}

/** Nobody waits for hours. */
const SURELY_MS = 10_000;

function isShell(program: unknown, flag: unknown): boolean {
  return /^(?:\/bin\/)?(?:ba)?sh$/.test(String(program)) && ['-c', '-lc'].includes(String(flag));
}

async function showEnded(commands: Commands, command: Command): Promise<Observation> {
  const { exit, durationMs } = await command.ended;
  const how = describeExit(exit);
  const { text, isWhole } = showOutput(command);
  await settleOutput(commands, command, isWhole);
  return { text: `${how} · ${durationMs} ms\n${text}`, isError: !isSuccess(exit) };
}

/** `seconds`: how long its end was waited for, if it was. */
async function leaveRunning(commands: Commands, command: Command, seconds: number | null): Promise<Observation> {
  const id = commands.moveToBackground(command);
  if (id === null) return await endLate(commands, command, seconds);
  await commands.keepOutput(command);
  const how = seconds === null ? 'running' : `still running after ${seconds} s, now`;
  const next = `bash_output ${JSON.stringify({ id })} shows what it writes next, and ends it with "kill": true`;
  const limit = `it is ended after ${MAX_COMMAND_MINUTES} min`;
  const file = command.file === null ? '' : ` Its whole output goes to ${command.file}.`;
  return result(`${how} in the background as ${id}: ${next}; ${limit}.${file}\n${showOutput(command).text}`);
}

async function endLate(commands: Commands, command: Command, seconds: number | null): Promise<Observation> {
  await endCommand(command);
  const { text, isWhole } = showOutput(command);
  await settleOutput(commands, command, isWhole);
  const why = `${seconds === null ? '' : `not done after ${seconds} s and `}ended`;
  return mistake(`${why}. ${refuseAnother(commands)}\n${text}`);
}

function refuseAnother(commands: Commands): string {
  const end = 'End one that is no longer needed (bash_output with "kill": true), or wait for one.';
  return `${MAX_IN_BACKGROUND} commands run in the background, and no more may: ${listBackground(commands)}. ${end}`;
}
