import { z } from 'zod';
import type { ToolDefinition } from '../model/ask-model.ts';
import type { Tool } from './tool.ts';

/** A tool as the model is told of it. */
export function defineForModel(tool: Tool): ToolDefinition {
  const { $schema: _dialect, ...parameters } = z.toJSONSchema(tool.input, { io: 'input' });
  const { name, description, freeform } = tool;
  return { name, description, parameters, ...(freeform === undefined ? {} : { freeform }) };
}
