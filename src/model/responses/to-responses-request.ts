import type { OpenAI } from 'openai';
import type { AssistantMessage, ModelRequest, ToolCall } from '../ask-model.ts';
import type { Dialect } from '../dialect.ts';
import { sendableArguments } from '../sendable-arguments.ts';
import { sendableName } from '../sendable-name.ts';
import type { Question } from '../wire.ts';
import { toFreeform } from './freeform.ts';
import { type KeptItem, keptOutput } from './kept-output.ts';
import { promptCacheKey } from './prompt-cache-key.ts';

type Item = OpenAI.Responses.ResponseInputItem;

/** The request on the wire. The provider keeps nothing of it. What may change within a run comes after the messages. */
export function toResponsesRequest(question: Question): OpenAI.Responses.ResponseCreateParamsStreaming {
  const { settings, dialect, request } = question;
  const { without } = dialect;
  const limit = request.maxOutputTokens ?? settings.profile.maxOutputTokens;
  const hasTools = request.tools.length > 0;
  return {
    model: settings.model,
    stream: true,
    store: false,
    ...(without.has('encrypted_reasoning') ? {} : { include: ['reasoning.encrypted_content'] }),
    ...(without.has('prompt_cache_key') ? {} : { prompt_cache_key: promptCacheKey(settings.model, request.messages) }),
    ...reasoning(question),
    ...(hasTools ? { tools: request.tools.map(toTool) } : {}),
    ...(hasTools && !without.has('parallel_tool_calls') ? { parallel_tool_calls: true } : {}),
    input: toItems(request, dialect),
    ...(limit === null ? {} : { max_output_tokens: limit }),
  };
}

function reasoning({ settings, dialect: { without } }: Question): { reasoning?: OpenAI.Reasoning } {
  const { effort } = settings.profile;
  if (effort === null || without.has('reasoning_effort')) return {};
  return { reasoning: { effort, ...(without.has('reasoning_summary') ? {} : { summary: 'auto' }) } };
}

/** `strict` is on unless it is turned off: a strict tool's schema may have no optional argument. */
function toTool({ name, description, parameters, freeform }: ModelRequest['tools'][number]): OpenAI.Responses.Tool {
  if (freeform === undefined)
    return { type: 'function', name, description, parameters: { ...parameters }, strict: false };
  const format = { type: 'grammar', syntax: 'lark', definition: freeform.grammar } as const;
  return { type: 'custom', name, description, format };
}

function toItems(request: ModelRequest, dialect: Dialect): Item[] {
  const freeformCalls = new Set<string>();
  return request.messages.flatMap((message): readonly Item[] => {
    if (message.role === 'assistant') return toAnswer(message, dialect, (call) => toCall(call, request, freeformCalls));
    if (message.role !== 'tool') return [{ role: message.role, content: message.text }];
    const type = freeformCalls.has(message.callId) ? 'custom_tool_call_output' : 'function_call_output';
    return [{ type, call_id: message.callId, output: message.text }];
  });
}

function toCall(call: ToolCall, request: ModelRequest, freeformCalls: Set<string>): Item {
  const text = toFreeform(call, request);
  const name = sendableName(call.name);
  if (text === null)
    return { type: 'function_call', call_id: call.id, name, arguments: sendableArguments(call.arguments) };
  freeformCalls.add(call.id);
  return { type: 'custom_tool_call', call_id: call.id, name, input: text };
}

/** The output in the order it came in, where it came over this API; otherwise words, then calls. */
function toAnswer(message: AssistantMessage, dialect: Dialect, write: (call: ToolCall) => Item): readonly Item[] {
  const calls = message.toolCalls.values();
  const kept = keptOutput(message.extras) ?? [];
  const items = kept.flatMap((item) => restore(item, dialect, () => nextOf(calls, write)));
  const words =
    items.length === 0 && message.text !== '' ? [{ role: 'assistant', content: message.text } as const] : [];
  const all = [...items, ...words, ...calls.map(write)];
  return all.length > 0 ? all : [{ role: 'assistant', content: '(empty answer)' }];
}

function nextOf(calls: Iterator<ToolCall>, write: (call: ToolCall) => Item): readonly Item[] {
  const { done, value } = calls.next();
  return done ? [] : [write(value)];
}

function restore(item: KeptItem, dialect: Dialect, nextCall: () => readonly Item[]): readonly Item[] {
  if (item.type === 'function_call' || item.type === 'custom_tool_call') return nextCall();
  const isSent = item.type === 'message' || (item.type === 'reasoning' && dialect.echo !== 'never');
  // What was kept is what the provider sent, and the package's types of it change with every release.
  return isSent ? [item as unknown as Item] : [];
}
