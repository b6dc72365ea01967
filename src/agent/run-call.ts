import type { ToolCall } from '../model/ask-model.ts';
import { SandboxFault, type Workspace } from '../sandbox/sandbox.ts';
import { parseArguments } from '../tools/parse-arguments.ts';
import { mistake, type Observation, type Tool } from '../tools/tool.ts';
import { notices } from './notices.ts';

export type CallResult = Observation & {
  /** The call was not one: its tool does not exist or its arguments cannot be read. */
  readonly isMalformed: boolean;
  /** The arguments as they were understood. */
  readonly arguments: string;
};

type RunCallDeps = { readonly tools: readonly Tool[]; readonly workspace: Workspace };

/**
 * Carries out one call. Whatever the model did wrong is an observation; throws when the signal is aborted or the box is gone.
 */
export async function runCall(deps: RunCallDeps, call: ToolCall, signal: AbortSignal): Promise<CallResult> {
  const tool = deps.tools.find(({ name }) => name === call.name);
  if (tool === undefined)
    return malformed(
      call,
      notices.unknownTool(
        call.name,
        deps.tools.map(({ name }) => name),
      ),
    );
  const parsed = parseArguments(tool, call.arguments);
  if (!parsed.ok) return malformed(call, parsed.problem);
  const observation = await execute(deps.workspace, tool, parsed.input, signal);
  return { ...observation, isMalformed: false, arguments: JSON.stringify(parsed.input) };
}

function malformed(call: ToolCall, problem: string): CallResult {
  return { ...mistake(problem), isMalformed: true, arguments: call.arguments };
}

/** When the box still answers, a fault was about what was asked of it, such as a folder that does not exist. */
async function execute(workspace: Workspace, tool: Tool, input: unknown, signal: AbortSignal): Promise<Observation> {
  try {
    return await tool.execute({ workspace }, input, signal);
  } catch (error) {
    if (!(error instanceof SandboxFault) || !(await isAlive(workspace, signal))) throw error;
    return mistake(`${tool.name} failed: ${error.message}`);
  }
}

async function isAlive(workspace: Workspace, signal: AbortSignal): Promise<boolean> {
  try {
    const { ok } = await workspace.exec(['true'], { timeoutMs: 10_000, signal });
    return ok;
  } catch (error) {
    if (!(error instanceof SandboxFault)) throw error;
    // A box that cannot run `true` is gone; the caller throws the fault that raised the question.
    return false;
  }
}
