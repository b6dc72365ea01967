import { type ChatCompletionRequest, LLMock } from '@copilotkit/aimock';
import { z } from 'zod';

/** One answer of the model. */
export type ScriptedStep = {
  readonly text?: string;
  readonly calls: readonly ScriptedCall[];
};

export type ScriptedCall = {
  readonly tool: string;
  /** A string is sent as it is, so that it may be nonsense. */
  readonly arguments: Readonly<Record<string, unknown>> | string;
};

export type ScriptedFailure =
  | { readonly kind: 'status'; readonly status: number; readonly message?: string }
  /** The stream ends in the middle. */
  | { readonly kind: 'cut' }
  /** The body is no JSON at all. */
  | { readonly kind: 'nonsense' };

const requestSchema = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })).readonly(),
});

/** An OpenAI-compatible endpoint on 127.0.0.1 that says what it was told to say. */
export interface ScriptedModel extends AsyncDisposable {
  /** With its `/v1`. */
  readonly baseUrl: string;
  /** The requests that come next fail like this, then the script goes on where it was. */
  failNext(failure: ScriptedFailure, times?: number): void;
  requests(): readonly z.infer<typeof requestSchema>[];
}

/** What it says, or what it says to whom: chosen by the first words of a conversation, the rules left aside. */
export type ModelScript = readonly ScriptedStep[] | ((prompt: string) => readonly ScriptedStep[]);

/** Plays the steps in order: as many answers as the conversation already holds are behind it; the last one repeats. */
export async function startScriptedModel(script: ModelScript): Promise<ScriptedModel> {
  const model = new LLMock({ host: '127.0.0.1', port: 0, strict: true, journalMaxEntries: 0, logLevel: 'silent' });
  const plan = new Map<number, ScriptedFailure>();
  const planned = (kind: ScriptedFailure['kind']) => () => plan.get(model.getRequests().length)?.kind === kind;
  const answer = (request: ChatCompletionRequest) => toResponse(request, currentStep(script, request));
  model.on({ predicate: planned('status') }, () => toError(plan.get(model.getRequests().length)));
  model.on({ predicate: planned('cut') }, answer, { truncateAfterChunks: 3, latency: 10 });
  model.on({ predicate: planned('nonsense') }, answer, { chaos: { malformedRate: 1 } });
  model.on({}, answer);
  await model.start();
  return {
    baseUrl: `${model.url}/v1`,
    failNext: (failure, times = 1) => {
      const next = Math.max(model.getRequests().length, ...[...plan.keys()].map((index) => index + 1));
      for (let index = next; index < next + times; index += 1) plan.set(index, failure);
    },
    requests: () => model.getRequests().map(({ body }) => requestSchema.parse(body)),
    [Symbol.asyncDispose]: () => model.stop(),
  };
}

function currentStep(script: ModelScript, request: ChatCompletionRequest): ScriptedStep {
  const prompt = request.messages.find((message) => message.role === 'user')?.content;
  const steps = typeof script === 'function' ? script(JSON.stringify(prompt)) : script;
  const answered = request.messages.filter((message) => message.role === 'assistant').length;
  return steps[Math.min(answered, steps.length - 1)] ?? { text: 'I have nothing to say.', calls: [] };
}

function toResponse(request: ChatCompletionRequest, step: ScriptedStep) {
  const toolCalls = step.calls.map((call) => ({
    name: call.tool,
    arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
  }));
  const usage = {
    prompt_tokens: countTokens(request.messages) + countTokens(request.tools ?? []),
    completion_tokens: countTokens(step),
  };
  if (toolCalls.length === 0) return { content: step.text ?? '', usage };
  return { ...(step.text === undefined ? {} : { content: step.text }), toolCalls, usage };
}

/** About what a tokenizer would count, so that budgets and costs have something to count. */
function countTokens(value: unknown): number {
  return Math.ceil(JSON.stringify(value).length / 4);
}

function toError(failure: ScriptedFailure | undefined) {
  const isPlain = failure?.kind === 'status';
  const status = isPlain ? failure.status : 500;
  const message = (isPlain ? failure.message : undefined) ?? `A planned failure with status ${status}`;
  return { status, error: { message, type: 'planned' } };
}
