import { expect } from 'vitest';
import type { Workspace } from '../../../src/sandbox/sandbox.ts';
import { parseArguments } from '../../../src/tools/parse-arguments.ts';
import type { Observation, Tool } from '../../../src/tools/tool.ts';

const never = new AbortController().signal;

/** Calls a tool as the loop does. */
export async function use(workspace: Workspace, tool: Tool, input: Record<string, unknown>): Promise<Observation> {
  const parsed = parseArguments(tool, JSON.stringify(input));
  return parsed.ok ? await tool.execute({ workspace }, parsed.input, never) : expect.unreachable(parsed.problem);
}
