import { z } from 'zod';
import type { ToolCall, ToolDefinition } from '../../model/ask-model.ts';

const MAX_COMMAND_CHARACTERS = 100_000;

/** All that the model is offered. */
export const bashTool: ToolDefinition = {
  name: 'bash',
  description: 'Run a bash command.',
  parameters: {
    type: 'object',
    properties: { command: { type: 'string', description: 'The command to run.' } },
    required: ['command'],
  },
};

const input = z.object({ command: z.string().min(1).max(MAX_COMMAND_CHARACTERS) });

/** The command of a call; `null` when it is not one. */
export function readCommand({ name, arguments: text }: ToolCall): string | null {
  if (name !== bashTool.name) return null;
  try {
    return input.safeParse(JSON.parse(text)).data?.command ?? null;
  } catch {
    // Not JSON: the caller tells the model how a call is written.
    return null;
  }
}
