import { describe, expect, test } from 'vitest';
import { type KnownEvent, parseKnownEvent } from '../../../src/run/recording/recorded-event.ts';
import { toAtif } from '../../../src/run/recording/to-atif.ts';
import { atifProblems } from '../../support/atif-problems.ts';

const usage = { inputTokens: 100, cachedInputTokens: 40, outputTokens: 10, costUsd: 0.5 };

const answer = {
  type: 'agent.answer',
  step: 1,
  text: 'I look.',
  reasoning: 'It may be the sign.',
  toolCalls: [
    { id: 'a', name: 'bash', arguments: '{"command":"ls"}' },
    { id: 'b', name: 'view', arguments: 'not JSON' },
    { id: 'c', name: 'view', arguments: '[1]' },
  ],
  finish: 'complete',
  repairs: [],
  usage,
  durationMs: 7,
};

const observation = {
  type: 'agent.observation',
  step: 1,
  callId: 'a',
  tool: 'bash',
  text: 'add.js',
  isError: false,
  repairs: [],
  durationMs: 3,
};

const started = {
  type: 'run.started',
  repository: 'wader/tiny',
  versions: { sandpiper: '1.2.3' },
  settings: {
    solver: 'sandpiper',
    budget: { steps: 9, tokens: 9, costUsd: 9, minutes: 9 },
    image: 'sandpiper/node',
    commands: null,
    model: { name: 'gpt-5', editStyle: 'edit' },
  },
};

const whole = [
  started,
  { type: 'stage', stage: 'solving' },
  { type: 'agent.message', role: 'system', from: 'prompt', text: 'You are.' },
  { type: 'agent.message', role: 'user', from: 'prompt', text: 'It is broken.' },
  answer,
  observation,
  { ...observation, callId: 'b', isError: true },
  { type: 'agent.shrunk', how: 'masked', before: 100, after: 20 },
  { ...answer, step: 2, text: '', reasoning: '', toolCalls: [], usage: { ...usage, costUsd: 0.25 } },
  { type: 'agent.message', role: 'user', from: 'notice', text: 'Use a tool.' },
  { type: 'run.ended', outcome: { kind: 'no-change' } },
];

function events(...told: readonly object[]): readonly KnownEvent[] {
  return told.flatMap((data, at) => {
    const sealed = { seq: at + 1, at: '2026-11-23T15:19:00.123Z', type: '', prev: '', hash: '', ...data };
    return parseKnownEvent(sealed) ?? [];
  });
}

describe('a trajectory in the interchange format', () => {
  test('is one that its reference validator accepts, with what the record tells in its places', () => {
    const trajectory = toAtif('run-1', events(...whole));

    expect(atifProblems(JSON.parse(JSON.stringify(trajectory)))).toEqual([]);
    expect(trajectory).toMatchObject({
      session_id: 'run-1',
      agent: { name: 'sandpiper', version: '1.2.3', model_name: 'gpt-5' },
      extra: { outcome: 'no-change' },
      final_metrics: {
        total_prompt_tokens: 200,
        total_completion_tokens: 20,
        total_cached_tokens: 80,
        total_cost_usd: 0.75,
        total_steps: 6,
      },
    });
    expect(trajectory.steps.map(({ source }) => source)).toEqual([
      'system',
      'user',
      'agent',
      'system',
      'agent',
      'user',
    ]);
    expect(trajectory.steps[2]).toMatchObject({
      step_id: 3,
      message: 'I look.',
      reasoning_content: 'It may be the sign.',
      tool_calls: [
        { tool_call_id: 'a', function_name: 'bash', arguments: { command: 'ls' } },
        { tool_call_id: 'b', arguments: {}, extra: { raw_arguments: 'not JSON' } },
        { tool_call_id: 'c', arguments: {}, extra: { raw_arguments: '[1]' } },
      ],
      observation: {
        results: [
          { source_call_id: 'a', content: 'add.js', extra: { is_error: false } },
          { source_call_id: 'b', extra: { is_error: true } },
        ],
      },
      metrics: { prompt_tokens: 100, completion_tokens: 10, cached_tokens: 40, cost_usd: 0.5 },
    });
  });

  test('has no cost where one price is not known, rather than a sum that leaves something out', () => {
    const priceless = { ...answer, step: 2, usage: { ...usage, costUsd: null } };

    const trajectory = toAtif('run-1', events(answer, priceless));

    expect(trajectory.final_metrics).not.toHaveProperty('total_cost_usd');
    expect(atifProblems(JSON.parse(JSON.stringify(trajectory)))).toEqual([]);
  });

  test.for([
    ['that never asked a model', [started]],
    ['of which nothing is left', []],
    ['that was cut before its first observation', [answer]],
    ['whose observation answers no call that is known', [answer, { ...observation, callId: 'stray' }]],
  ] as const)('is valid for a run %s', ([, told]) => {
    const trajectory = toAtif('run-1', events(...told));

    expect(atifProblems(JSON.parse(JSON.stringify(trajectory)))).toEqual([]);
  });
});

describe('the check itself', () => {
  const valid = JSON.parse(JSON.stringify(toAtif('run-1', events(...whole))));

  test.for<[name: string, spoil: (document: typeof valid) => unknown]>([
    ['another version', (document) => ({ ...document, schema_version: 'ATIF-v9' })],
    ['no steps', (document) => ({ ...document, steps: [] })],
    ['a member nobody knows', (document) => ({ ...document, feelings: 'good' })],
    ['an agent without a version', (document) => ({ ...document, agent: { name: 'sandpiper' } })],
    ['a gap between the numbers', (document) => ({ ...document, steps: document.steps.toSpliced(1, 1) })],
    ['metrics of a user', (document) => withStep(document, 1, { metrics: { prompt_tokens: 1 } })],
    [
      'arguments that are a text',
      (document) => withStep(document, 2, { tool_calls: [{ tool_call_id: 'a', function_name: 'x', arguments: '{}' }] }),
    ],
    ['a result without its call', (document) => withStep(document, 2, { tool_calls: [] })],
    ['a null', (document) => withStep(document, 2, { reasoning_content: null })],
    ['metrics without a model', (document) => withStep(document, 2, { llm_call_count: 0 })],
    ['a time that is none', (document) => withStep(document, 2, { timestamp: 'yesterday' })],
  ])('refuses a document with %s', ([, spoil]) => {
    expect(atifProblems(spoil(valid))).not.toEqual([]);
  });
});

function withStep(document: { readonly steps: readonly object[] }, at: number, different: object): unknown {
  return { ...document, steps: document.steps.with(at, { ...document.steps[at], ...different }) };
}
