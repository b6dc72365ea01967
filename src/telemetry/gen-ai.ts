import type { Attributes } from '@opentelemetry/api';
import type { AgentEvent } from '../agent/attempt.ts';

type Answer = Extract<AgentEvent, { type: 'answer' }>;
type ToolCall = Answer['toolCalls'][number];
type Observation = Extract<AgentEvent, { type: 'observation' }>;
type Prompt = Extract<AgentEvent, { type: 'message' }>;

/**
 * Attributes in the words of OpenTelemetry's semantic conventions for generative AI, which are still under development.
 * `content` members hold what was said, and are sent only where the operator asked for it.
 */
export const genAi = {
  agent: (run: { readonly runId: string; readonly solver: string; readonly model: string }): Attributes => ({
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.provider.name': PROVIDER,
    'gen_ai.agent.name': run.solver,
    'gen_ai.conversation.id': run.runId,
    'gen_ai.request.model': run.model,
  }),
  prompt: ({ role, text }: Prompt): Attributes =>
    role === 'system'
      ? { 'gen_ai.system_instructions': JSON.stringify([textPart(text)]) }
      : { 'gen_ai.input.messages': JSON.stringify([{ role, parts: [textPart(text)] }]) },
  chat: (answer: Answer, run: { readonly runId: string; readonly model: string }): Attributes => ({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': PROVIDER,
    'gen_ai.conversation.id': run.runId,
    'gen_ai.request.model': run.model,
    'gen_ai.response.finish_reasons': [finishReason(answer)],
    ...usageOf(answer.usage),
  }),
  chatContent: (answer: Answer): Attributes => ({
    'gen_ai.output.messages': JSON.stringify([
      { role: 'assistant', parts: partsOf(answer), finish_reason: finishReason(answer) },
    ]),
  }),
  tool: ({ callId, tool, isError }: Observation, runId: string): Attributes => ({
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.conversation.id': runId,
    'gen_ai.tool.name': tool,
    'gen_ai.tool.type': 'function',
    'gen_ai.tool.call.id': callId,
    ...(isError ? { 'error.type': 'tool_error' } : {}),
  }),
  toolContent: ({ text }: Observation, call: ToolCall | undefined): Attributes => ({
    'gen_ai.tool.call.result': text,
    ...(call === undefined ? {} : { 'gen_ai.tool.call.arguments': call.arguments }),
  }),
  usage: usageOf,
};

/** Whose wire it is; behind it may be anybody's model. */
const PROVIDER = 'openai';

function usageOf({ inputTokens, cachedInputTokens, outputTokens }: Omit<Answer['usage'], 'costUsd'>): Attributes {
  return {
    'gen_ai.usage.input_tokens': inputTokens,
    'gen_ai.usage.output_tokens': outputTokens,
    'gen_ai.usage.cache_read.input_tokens': cachedInputTokens,
  };
}

function finishReason({ finish, toolCalls }: Answer): string {
  switch (finish) {
    case 'complete':
      return toolCalls.length === 0 ? 'stop' : 'tool_calls';
    case 'length':
      return 'length';
    case 'refused':
      return 'content_filter';
  }
}

function partsOf({ text, reasoning, toolCalls }: Answer): readonly object[] {
  return [
    ...(reasoning === '' ? [] : [{ type: 'reasoning', content: reasoning }]),
    ...(text === '' ? [] : [textPart(text)]),
    ...toolCalls.map(({ id, name, arguments: said }) => ({ type: 'tool_call', id, name, arguments: said })),
  ];
}

function textPart(content: string): object {
  return { type: 'text', content };
}
