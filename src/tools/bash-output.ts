import { z } from 'zod';
import { describeExit, isSuccess } from './shell/describe-exit.ts';
import { endCommand } from './shell/end-command.ts';
import { endsWithin } from './shell/ends-within.ts';
import { listBackground } from './shell/list-background.ts';
import type { BackgroundCommand, Commands } from './shell/open-commands.ts';
import { showOutput } from './shell/show-output.ts';
import { mistake, type Observation, result, type Tool } from './tool.ts';

const input = z.strictObject({
  id: z.string().min(1).max(100).describe('As bash gave it.'),
  wait_s: z.int().min(0).max(120).default(10).describe('Seconds to wait for its end before looking.'),
  kill: z.boolean().default(false).describe('End it, with all that it started.'),
});

/** Looks after a command in the background. */
export function bashOutputTool(commands: Commands): Tool<z.infer<typeof input>> {
  return {
    name: 'bash_output',
    description: 'Shows what a command in the background has written since the last look, and whether it still runs.',
    input,
    changes: 'nothing',
    async execute(_context, { id, wait_s: seconds, kill }, signal) {
      const command = commands.background.get(id);
      if (command === undefined) return mistake(explainUnknown(commands, id));
      if (kill) await endCommand(command);
      else await endsWithin(command.ended, seconds * 1_000, signal);
      const seen = await look(id, command);
      return kill ? { ...seen, isError: false } : seen;
    },
  };
}

async function look(id: string, command: BackgroundCommand): Promise<Observation> {
  const { text } = showOutput(command);
  const shown = text === '(no output)' ? '(nothing new)' : text;
  if (!command.hasEnded) {
    const seconds = Math.round((performance.now() - command.startedAt) / 1_000);
    return result(`${id}: running for ${seconds} s\n${shown}`);
  }
  const { exit, durationMs } = await command.ended;
  return { text: `${id}: ${describeExit(exit)} · ${durationMs} ms\n${shown}`, isError: !isSuccess(exit) };
}

function explainUnknown(commands: Commands, id: string): string {
  const known =
    commands.background.size === 0
      ? 'None runs in the background: bash starts one with "background": true.'
      : `There are ${listBackground(commands)}.`;
  return `No command in the background is called ${JSON.stringify(id)}. ${known}`;
}
