import type { z } from 'zod';
import type { ToolDefinition } from '../model/ask-model.ts';
import type { Workspace } from '../sandbox/sandbox.ts';

/**
 * Something the model may do. `execute` throws for nothing the model can cause by its arguments: what it did wrong comes back
 * as an observation that says what to do instead. A `SandboxFault` passes through; whether it was the box or the request
 * that failed is decided by the caller, who can ask the box.
 */
export interface Tool<Input = unknown> {
  readonly name: string;
  readonly description: string;
  /** Strict; its JSON Schema is what the model is given. */
  readonly input: z.ZodType<Input>;
  /** `nothing`: it leaves the workspace as it is, so such calls of one answer may run beside one another. */
  readonly changes: 'workspace' | 'nothing';
  /** For models that write this tool's one argument as plain text; see `ToolDefinition`. */
  readonly freeform?: ToolDefinition['freeform'];
  /** Rewrites arguments in the shape another harness has taught the model into this tool's own. */
  repair?(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  execute(context: ToolContext, input: Input, signal: AbortSignal): Promise<Observation>;
}

export type ToolContext = { readonly workspace: Workspace };

/** What the model is told after a call. Bounded by the tool that made it. */
export type Observation = { readonly text: string; readonly isError: boolean };

export function result(text: string): Observation {
  return { text, isError: false };
}

export function mistake(text: string): Observation {
  return { text, isError: true };
}
