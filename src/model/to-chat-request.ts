import type { OpenAI } from 'openai';
import type { AssistantMessage, Message, ModelRequest, ToolCall } from './ask-model.ts';

type ChatSettings = { readonly model: string; readonly maxOutputTokens?: number };

/** The request on the wire. The same messages and tools give the same bytes, so that a longer request extends a cached one. */
export function toChatRequest(
  settings: ChatSettings,
  request: ModelRequest,
): OpenAI.ChatCompletionCreateParamsStreaming {
  return {
    model: settings.model,
    stream: true,
    stream_options: { include_usage: true },
    ...(settings.maxOutputTokens === undefined ? {} : { max_completion_tokens: settings.maxOutputTokens }),
    ...(request.tools.length === 0 ? {} : { tools: request.tools.map(toChatTool) }),
    messages: request.messages.map(toChatMessage),
  };
}

function toChatTool(tool: ModelRequest['tools'][number]): OpenAI.ChatCompletionTool {
  const { name, description, parameters } = tool;
  return { type: 'function', function: { name, description, parameters: { ...parameters } } };
}

function toChatMessage(message: Message): OpenAI.ChatCompletionMessageParam {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.callId, content: message.text };
  if (message.role === 'assistant') return toChatAnswer(message);
  return { role: message.role, content: message.text };
}

/** An answer without words or calls is refused by several servers, hence the placeholder. */
function toChatAnswer({ text, toolCalls, extras }: AssistantMessage): OpenAI.ChatCompletionAssistantMessageParam {
  if (toolCalls.length === 0) return { ...extras, role: 'assistant', content: text || '(empty answer)' };
  return { ...extras, role: 'assistant', content: text || null, tool_calls: toolCalls.map(toChatCall) };
}

/** Servers refuse a history with a call they cannot parse, so the model's slips are sent back in a form they accept. */
function toChatCall(call: ToolCall): OpenAI.ChatCompletionMessageFunctionToolCall {
  const name = call.name.replaceAll(/[^\w-]/g, '_').slice(0, 64) || 'unnamed';
  return { id: call.id, type: 'function', function: { name, arguments: sendableArguments(call.arguments) } };
}

function sendableArguments(text: string): string {
  if (text.trim() === '') return '{}';
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? text : JSON.stringify({ value });
  } catch {
    // Not JSON: the model is shown what it wrote, as a string.
    return JSON.stringify({ not_json: text.slice(0, 2_000) });
  }
}
