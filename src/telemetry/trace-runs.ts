import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { AgentEvent } from '../agent/attempt.ts';
import type { RunEvent } from '../run/run-deps.ts';
import { genAi } from './gen-ai.ts';

export type TraceDeps = {
  readonly tracer: Tracer;
  /** Whether what was said is sent too. */
  readonly hasContent: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};

type Answer = Extract<AgentEvent, { type: 'answer' }>;

type TracedRun = {
  readonly runId: string;
  readonly model: string;
  readonly span: Span;
  readonly context: Context;
  /** Of the last answer, by id. */
  calls: ReadonlyMap<string, Answer['toolCalls'][number]>;
  usage: Omit<Answer['usage'], 'costUsd'>;
};

export interface RunTracer {
  observe(event: RunEvent): void;
  /** Ends the spans of runs that have not ended. */
  endAll(): void;
}

/** One trace a run: `invoke_agent`, and below it `chat` for each answer and `execute_tool` for each observation. */
export function traceRuns(deps: TraceDeps): RunTracer {
  const runs = new Map<string, TracedRun>();
  const end = (run: TracedRun) => {
    run.span.setAttributes(genAi.usage(run.usage));
    run.span.end(deps.now());
    runs.delete(run.runId);
  };
  return {
    observe(event) {
      if (event.type === 'started') runs.set(event.runId, begin(deps, event));
      const run = runs.get(event.runId);
      if (run === undefined) return;
      if (event.type === 'agent') observeAgent(deps, run, event.event);
      if (event.type === 'ended') {
        if (event.outcome === 'failed' || event.outcome === 'cancelled')
          run.span.setAttribute('error.type', event.outcome);
        end(run);
      }
    },
    endAll: () => [...runs.values()].forEach(end),
  };
}

function begin({ tracer, now }: TraceDeps, started: Extract<RunEvent, { type: 'started' }>): TracedRun {
  const { runId, solver, model } = started;
  const options = { kind: SpanKind.INTERNAL, startTime: now(), attributes: genAi.agent(started) };
  const span = tracer.startSpan(`invoke_agent ${solver}`, options, ROOT_CONTEXT);
  const usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
  return { runId, model, span, context: trace.setSpan(ROOT_CONTEXT, span), calls: new Map(), usage };
}

function observeAgent(deps: TraceDeps, run: TracedRun, event: AgentEvent): void {
  switch (event.type) {
    case 'message':
      if (deps.hasContent && event.from === 'prompt') run.span.setAttributes(genAi.prompt(event));
      return;
    case 'answer': {
      run.calls = new Map(event.toolCalls.map((call) => [call.id, call]));
      run.usage = addUsage(run.usage, event.usage);
      const content = deps.hasContent ? genAi.chatContent(event) : {};
      const span = { name: `chat ${run.model}`, kind: SpanKind.CLIENT, durationMs: event.durationMs };
      addSpan(deps, run, span, { ...genAi.chat(event, run), ...content });
      return;
    }
    case 'observation': {
      const content = deps.hasContent ? genAi.toolContent(event, run.calls.get(event.callId)) : {};
      const span = { name: `execute_tool ${event.tool}`, kind: SpanKind.INTERNAL, durationMs: event.durationMs };
      addSpan(deps, run, span, { ...genAi.tool(event, run.runId), ...content });
      return;
    }
    default:
      return;
  }
}

/** It is told of when it is over. */
function addSpan(
  { tracer, now }: TraceDeps,
  { context }: TracedRun,
  { name, kind, durationMs }: { readonly name: string; readonly kind: SpanKind; readonly durationMs: number },
  attributes: Attributes,
): void {
  const endTime = now();
  tracer.startSpan(name, { kind, startTime: endTime - durationMs, attributes }, context).end(endTime);
}

function addUsage(so: TracedRun['usage'], { inputTokens, cachedInputTokens, outputTokens }: TracedRun['usage']) {
  return {
    inputTokens: so.inputTokens + inputTokens,
    cachedInputTokens: so.cachedInputTokens + cachedInputTokens,
    outputTokens: so.outputTokens + outputTokens,
  };
}
