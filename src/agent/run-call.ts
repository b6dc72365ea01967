import type { ToolCall } from '../model/ask-model.ts';
import { SandboxFault, type Workspace } from '../sandbox/sandbox.ts';
import { parseArguments } from '../tools/parse-arguments.ts';
import { suggestTool } from '../tools/suggest-tool.ts';
import { mistake, type Observation, type Tool } from '../tools/tool.ts';
import type { CallReport } from './call-report.ts';
import { namedPaths } from './control/named-paths.ts';
import { notices } from './notices.ts';

export type CallResult = Omit<CallReport, 'tool' | 'durationMs'> & {
  /** What was put right in the arguments, in words. */
  readonly repairs: readonly string[];
};

type RunCallDeps = { readonly tools: readonly Tool[]; readonly workspace: Workspace };

/**
 * Carries out one call. Whatever the model did wrong is an observation; throws when the signal is aborted or the box is gone.
 */
export async function runCall(deps: RunCallDeps, call: ToolCall, signal: AbortSignal): Promise<CallResult> {
  const { tools, workspace } = deps;
  const tool = tools.find(({ name }) => name === call.name);
  if (tool === undefined) return malformed(call, explainUnknown(call, tools));
  const parsed = parseArguments(tool, call.arguments);
  if (!parsed.ok) return malformed(call, parsed.problem);
  const observation = await execute(workspace, tool, parsed.input, signal);
  return {
    ...observation,
    changes: tool.changes,
    arguments: JSON.stringify(parsed.input),
    command: tool.name === 'bash' ? commandOf(parsed.input) : null,
    paths: namedPaths(workspace.cwd, parsed.input),
    isMalformed: false,
    repairs: parsed.repairs,
  };
}

/** A call that is answered but not carried out. */
export function malformed(call: ToolCall, problem: string): CallResult {
  return {
    ...mistake(problem),
    changes: 'nothing',
    arguments: call.arguments,
    command: null,
    paths: [],
    isMalformed: true,
    repairs: [],
  };
}

function explainUnknown(call: ToolCall, tools: readonly Tool[]): string {
  const names = tools.map(({ name }) => name);
  return notices.unknownTool(call.name, names, suggestTool(call.name, names));
}

function commandOf(input: unknown): string | null {
  return typeof input === 'object' && input !== null && 'command' in input && typeof input.command === 'string'
    ? input.command
    : null;
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
