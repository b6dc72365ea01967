import type { ModelRequest, ToolCall } from '../ask-model.ts';
import type { OutputItem } from './response-event.ts';

/** The plain text of a freeform call as the arguments its tool expects. */
export function toArguments({ name, input }: OutputItem, { tools }: ModelRequest): string {
  const parameter = tools.find((tool) => tool.name === name)?.freeform?.parameter ?? 'input';
  return JSON.stringify({ [parameter]: input ?? '' });
}

/** The plain text that a call's arguments were made of, or `null` when its tool takes none. */
export function toFreeform(call: ToolCall, { tools }: ModelRequest): string | null {
  const parameter = tools.find(({ name }) => name === call.name)?.freeform?.parameter;
  if (parameter === undefined) return null;
  try {
    const value: unknown = JSON.parse(call.arguments);
    const text = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return text.length === 1 && text[0]?.[0] === parameter && typeof text[0][1] === 'string' ? text[0][1] : null;
  } catch {
    // Written by a model that was not offered the freeform tool.
    return null;
  }
}
