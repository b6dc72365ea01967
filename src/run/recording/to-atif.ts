import { parseJson } from '../parse-json.ts';
import type {
  AtifAgent,
  AtifFinalMetrics,
  AtifMetrics,
  AtifResult,
  AtifStep,
  AtifToolCall,
  AtifTrajectory,
} from './atif.ts';
import type { KnownEvent, KnownOf } from './recorded-event.ts';

type Answer = KnownOf<'agent.answer'>;
type Observation = KnownOf<'agent.observation'>;

/** A run's trajectory for other people's tools. What the record has and the format has no place for is in `extra`. */
export function toAtif(runId: string, events: readonly KnownEvent[]): AtifTrajectory {
  const observations = Map.groupBy(ofType(events, 'agent.observation'), ({ step }) => step);
  const answers = ofType(events, 'agent.answer');
  const steps = events.flatMap((event) => toStep(event, observations));
  const outcome = ofType(events, 'run.ended')[0]?.outcome;
  return {
    schema_version: 'ATIF-v1.7',
    session_id: runId,
    agent: toAgent(ofType(events, 'run.started')[0]),
    steps: (steps.length === 0 ? [nothingOf(events)] : steps).map((step, at) => ({ step_id: at + 1, ...step })),
    final_metrics: total(answers, Math.max(steps.length, 1)),
    ...(outcome === undefined ? {} : { extra: { outcome: outcome.kind } }),
  };
}

type Unnumbered<Step> = Step extends unknown ? Omit<Step, 'step_id'> : never;
type Draft = Unnumbered<AtifStep>;

/** A trajectory has at least one step. */
function nothingOf(events: readonly KnownEvent[]): Draft {
  const [of] = ofType(events, 'run.candidates');
  if (of === undefined) return { source: 'system', message: 'The agent was not asked to do anything.' };
  const ids = of.candidates.map(({ runId }) => runId).join(', ');
  return { source: 'system', message: `The work was done by candidates, each with a trajectory of its own: ${ids}.` };
}

function toStep(event: KnownEvent, observations: ReadonlyMap<number, readonly Observation[]>): readonly Draft[] {
  const timestamp = event.at;
  switch (event.type) {
    case 'agent.message':
      return [{ timestamp, source: event.role, message: event.text, extra: { from: event.from } }];
    case 'agent.answer':
      return [toAgentStep(event, observations.get(event.step) ?? [])];
    case 'agent.shrunk': {
      const { how, before, after } = event;
      return [{ timestamp, source: 'system', message: `The conversation was ${how}.`, extra: { how, before, after } }];
    }
    default:
      return [];
  }
}

function toAgentStep(answer: Answer, observations: readonly Observation[]): Draft {
  const { at, step, text, reasoning, toolCalls, finish, repairs, durationMs } = answer;
  const ids = new Set(toolCalls.map(({ id }) => id));
  return {
    timestamp: at,
    source: 'agent',
    message: text,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls.map(toCall) }),
    ...(observations.length === 0
      ? {}
      : { observation: { results: observations.map((observation) => toResult(observation, ids)) } }),
    metrics: toMetrics(answer),
    llm_call_count: 1,
    extra: { step, finish, repairs, duration_ms: durationMs },
  };
}

/** Arguments are an object in this format. What a model wrote that is none is kept as the text it is. */
function toCall({ id, name, arguments: text }: Answer['toolCalls'][number]): AtifToolCall {
  const parsed = parseObject(text);
  const call = { tool_call_id: id, function_name: name };
  return parsed === null ? { ...call, arguments: {}, extra: { raw_arguments: text } } : { ...call, arguments: parsed };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  const parsed = parseJson(text);
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
}

function toResult(observation: Observation, calls: ReadonlySet<string>): AtifResult {
  const { callId, tool, text, isError, repairs, durationMs } = observation;
  return {
    ...(calls.has(callId) ? { source_call_id: callId } : {}),
    content: text,
    extra: { tool, is_error: isError, repairs, duration_ms: durationMs },
  };
}

function toMetrics({ usage }: Answer): AtifMetrics {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    cached_tokens: usage.cachedInputTokens,
    ...(usage.costUsd === null ? {} : { cost_usd: usage.costUsd }),
  };
}

/** A sum that leaves something out would look like the whole, so one unknown price leaves no cost at all. */
function total(answers: readonly Answer[], steps: number): AtifFinalMetrics {
  const sum = (pick: (usage: Answer['usage']) => number) => answers.reduce((so, { usage }) => so + pick(usage), 0);
  const isPriced = answers.every(({ usage }) => usage.costUsd !== null);
  return {
    total_prompt_tokens: sum(({ inputTokens }) => inputTokens),
    total_completion_tokens: sum(({ outputTokens }) => outputTokens),
    total_cached_tokens: sum(({ cachedInputTokens }) => cachedInputTokens),
    ...(isPriced ? { total_cost_usd: sum(({ costUsd }) => costUsd ?? 0) } : {}),
    total_steps: steps,
  };
}

function toAgent(started: KnownOf<'run.started'> | undefined): AtifAgent {
  if (started === undefined) return { name: 'sandpiper', version: 'unknown' };
  const { versions, settings } = started;
  return {
    name: 'sandpiper',
    version: versions.sandpiper,
    model_name: settings.model.name,
    extra: { solver: settings.solver, sandbox_image: settings.image },
  };
}

function ofType<Type extends KnownEvent['type']>(events: readonly KnownEvent[], type: Type): readonly KnownOf<Type>[] {
  return events.filter((event): event is KnownOf<Type> => event.type === type);
}
