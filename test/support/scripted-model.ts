import type { AskModel, ModelAnswer, ModelRequest, ToolCall } from '../../src/model/ask-model.ts';

/** An answer, or what to do instead of answering. */
export type Scripted = ModelAnswer | AskModel;

/** A model that gives the answers in order and fails when it is asked once too often; `requests` is what it was asked. */
export function scriptedModel(answers: readonly Scripted[]): AskModel & { readonly requests: readonly ModelRequest[] } {
  const requests: ModelRequest[] = [];
  const ask: AskModel = async (request, patience, signal) => {
    const next = answers[requests.length];
    requests.push({ messages: [...request.messages], tools: [...request.tools] });
    if (next === undefined) throw new Error(`The script has ${answers.length} answers and was asked for another`);
    return typeof next === 'function' ? await next(request, patience, signal) : next;
  };
  return Object.assign(ask, { requests });
}

/** One answer with these calls. Their ids are made from their place and content, so that they are stable. */
export function calls(...toolCalls: readonly Omit<ToolCall, 'id'>[]): ModelAnswer {
  const numbered = toolCalls.map((call, at) => ({ ...call, id: `call_${at}_${call.name}` }));
  return { ...saying(''), message: { role: 'assistant', text: '', toolCalls: numbered, extras: {} } };
}

export function call(name: string, input: unknown): Omit<ToolCall, 'id'> {
  return { name, arguments: JSON.stringify(input) };
}

/** One answer that runs one command. */
export function bashCall(command: string): ModelAnswer {
  return calls(call('bash', { command }));
}

export function viewCall(path: string): ModelAnswer {
  return calls(call('view', { path }));
}

export function editCall(path: string, old: string, replacement: string): ModelAnswer {
  return calls(call('edit', { path, edits: [{ old, new: replacement }] }));
}

export function writeCall(path: string, content: string): ModelAnswer {
  return calls(call('write', { path, content }));
}

export type ScriptedOutcome = 'fixed' | 'no_change_needed' | 'blocked' | 'needs_info';

export function finishCall(outcome: ScriptedOutcome = 'fixed', summary = 'Done.'): ModelAnswer {
  return calls(call('finish', { outcome, summary }));
}

/** One answer in words alone. */
export function saying(text: string): ModelAnswer {
  return {
    message: { role: 'assistant', text, toolCalls: [], extras: {} },
    reasoning: '',
    finish: 'complete',
    usage: { inputTokens: 100, cachedInputTokens: 0, outputTokens: 10, costUsd: 0.01 },
    repairs: [],
  };
}
