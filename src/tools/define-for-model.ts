import { z } from 'zod';
import type { ToolDefinition } from '../model/ask-model.ts';
import type { Tool } from './tool.ts';

/** A tool as the model is told of it. */
export function defineForModel(tool: Tool): ToolDefinition {
  const { $schema: _dialect, ...parameters } = z.toJSONSchema(tool.input, { io: 'input', override: leaveOutNoLimit });
  const { name, description, freeform } = tool;
  return { name, description, parameters, ...(freeform === undefined ? {} : { freeform }) };
}

/** The largest number there is limits nothing, and is sent with every request. */
function leaveOutNoLimit({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}
