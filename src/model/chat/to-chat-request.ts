import type { OpenAI } from 'openai';
import type { AssistantMessage, Message, ModelRequest, ToolCall } from '../ask-model.ts';
import type { Dialect } from '../dialect.ts';
import { sendableArguments } from '../sendable-arguments.ts';
import { sendableName } from '../sendable-name.ts';
import type { Question } from '../wire.ts';
import { echoedFields } from './echoed-fields.ts';

/** The request on the wire. What may change from one request of a run to the next comes after the messages. */
export function toChatRequest({ settings, dialect, request }: Question): OpenAI.ChatCompletionCreateParamsStreaming {
  const { model, profile } = settings;
  const { without } = dialect;
  const hasTools = request.tools.length > 0;
  return {
    model,
    stream: true,
    ...(without.has('stream_options') ? {} : { stream_options: { include_usage: true } }),
    ...(profile.effort === null || without.has('reasoning_effort') ? {} : { reasoning_effort: profile.effort }),
    ...(hasTools ? { tools: request.tools.map(toChatTool) } : {}),
    ...(hasTools && !without.has('parallel_tool_calls') ? { parallel_tool_calls: true } : {}),
    messages: request.messages.map((message) => toChatMessage(message, dialect)),
    ...outputLimit(request.maxOutputTokens ?? profile.maxOutputTokens, dialect),
  };
}

function outputLimit(tokens: number | null, { without }: Dialect) {
  if (tokens === null) return {};
  return without.has('max_completion_tokens') ? { max_tokens: tokens } : { max_completion_tokens: tokens };
}

function toChatTool(tool: ModelRequest['tools'][number]): OpenAI.ChatCompletionTool {
  const { name, description, parameters } = tool;
  return { type: 'function', function: { name, description, parameters: { ...parameters } } };
}

function toChatMessage(message: Message, dialect: Dialect): OpenAI.ChatCompletionMessageParam {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.callId, content: message.text };
  if (message.role === 'assistant') return toChatAnswer(message, dialect);
  return { role: message.role, content: message.text };
}

/** An answer without words or calls is refused by several servers, hence the placeholder. */
function toChatAnswer(message: AssistantMessage, dialect: Dialect): OpenAI.ChatCompletionAssistantMessageParam {
  const { text, toolCalls } = message;
  const thoughts = echo(message, dialect);
  if (toolCalls.length === 0) return { ...thoughts, role: 'assistant', content: text || '(empty answer)' };
  return { ...thoughts, role: 'assistant', content: text || null, tool_calls: toolCalls.map(toChatCall) };
}

/** Only what this API can have said: a message may have been recorded over another. */
function echo({ extras }: AssistantMessage, dialect: Dialect): Readonly<Record<string, unknown>> {
  if (dialect.echo === 'never') return {};
  const said = Object.fromEntries(echoedFields.flatMap((field) => (field in extras ? [[field, extras[field]]] : [])));
  return dialect.echo === 'complete' ? { reasoning_content: '', ...said } : said;
}

function toChatCall(call: ToolCall): OpenAI.ChatCompletionMessageFunctionToolCall {
  const { id, name } = call;
  return { id, type: 'function', function: { name: sendableName(name), arguments: sendableArguments(call.arguments) } };
}
