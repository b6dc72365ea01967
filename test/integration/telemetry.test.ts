import { describe, expect, test } from 'vitest';
import type { AgentEvent } from '../../src/agent/attempt.ts';
import type { RunEvent } from '../../src/run/run-deps.ts';
import { openTelemetry } from '../../src/telemetry/open-telemetry.ts';
import { freePort } from '../support/free-port.ts';
import { startSpanCollector } from '../support/span-collector.ts';

const usage = { inputTokens: 100, cachedInputTokens: 40, outputTokens: 10, costUsd: 0.5 };

const answer: Extract<AgentEvent, { type: 'answer' }> = {
  type: 'answer',
  step: 1,
  text: 'I look.',
  reasoning: '',
  toolCalls: [{ id: 'a', name: 'bash', arguments: '{"command":"ls"}' }],
  finish: 'complete',
  repairs: [],
  usage,
  durationMs: 700,
};

const observation: Extract<AgentEvent, { type: 'observation' }> = {
  type: 'observation',
  step: 1,
  callId: 'a',
  tool: 'bash',
  text: 'add.js',
  isError: true,
  repairs: [],
  durationMs: 30,
};

function aRun(runId: string, outcome: 'published' | 'failed' = 'published'): readonly RunEvent[] {
  const agent: readonly AgentEvent[] = [
    { type: 'message', role: 'system', from: 'prompt', text: 'You are.' },
    { type: 'message', role: 'user', from: 'prompt', text: 'It is broken.' },
    answer,
    observation,
    { ...answer, step: 2, toolCalls: [], durationMs: 5 },
  ];
  return [
    { type: 'started', runId, directory: '/runs/x', solver: 'sandpiper', model: 'gpt-5' },
    { type: 'stage', runId, stage: 'solving' },
    ...agent.map((event) => ({ type: 'agent', runId, event }) as const),
    { type: 'ended', runId, outcome },
  ];
}

const content = { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' };

async function sendTo(url: string, events: readonly RunEvent[], env: Readonly<Record<string, string>> = {}) {
  await using telemetry = openTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: url, ...env });
  for (const event of events) telemetry?.observe(event);
}

describe('spans', () => {
  test('tell a run as a trace of its own: the agent, and below it what it asked and did', async () => {
    await using collector = await startSpanCollector();

    await sendTo(collector.url, [...aRun('run-1'), ...aRun('run-2', 'failed')]);

    const traces = Map.groupBy(collector.spans, ({ traceId }) => traceId);
    expect(traces.size).toBe(2);
    expect(new Set(collector.paths)).toEqual(new Set(['/v1/traces']));
    for (const spans of traces.values()) {
      const root = spans.find(({ parent }) => parent === null);
      expect(root).toMatchObject({
        name: 'invoke_agent sandpiper',
        service: 'sandpiper',
        attributes: {
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.provider.name': 'openai',
          'gen_ai.agent.name': 'sandpiper',
          'gen_ai.request.model': 'gpt-5',
          'gen_ai.usage.input_tokens': 200,
          'gen_ai.usage.output_tokens': 20,
          'gen_ai.usage.cache_read.input_tokens': 80,
        },
      });
      const below = spans.filter(({ parent }) => parent === root?.spanId);
      expect(below.map(({ name }) => name)).toEqual(['chat gpt-5', 'execute_tool bash', 'chat gpt-5']);
      expect(below[0]).toMatchObject({
        durationMs: 700,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'gpt-5',
          'gen_ai.usage.input_tokens': 100,
          'gen_ai.response.finish_reasons': ['tool_calls'],
        },
      });
      expect(below[1]).toMatchObject({
        durationMs: 30,
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'bash',
          'gen_ai.tool.call.id': 'a',
          'error.type': 'tool_error',
        },
      });
    }
    const failed = collector.spans.find(({ attributes }) => attributes['error.type'] === 'failed');
    expect(failed?.attributes['gen_ai.conversation.id']).toBe('run-2');
  });

  test('say what was said only where the operator wants it', async () => {
    await using quiet = await startSpanCollector();
    await using full = await startSpanCollector();

    await sendTo(quiet.url, aRun('run-1'));
    await sendTo(full.url, aRun('run-1'), content);

    for (const said of ['I look.', 'add.js', 'It is broken.', 'You are.', 'command']) {
      expect(quiet.text()).not.toContain(said);
      expect(full.text()).toContain(said);
    }
    const tool = full.spans.find(({ name }) => name === 'execute_tool bash');
    expect(tool?.attributes).toMatchObject({
      'gen_ai.tool.call.arguments': '{"command":"ls"}',
      'gen_ai.tool.call.result': 'add.js',
    });
    const chat = full.spans.find(({ name }) => name === 'chat gpt-5');
    expect(JSON.parse(String(chat?.attributes['gen_ai.output.messages']))).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'text', content: 'I look.' },
          { type: 'tool_call', id: 'a', name: 'bash', arguments: '{"command":"ls"}' },
        ],
        finish_reason: 'tool_calls',
      },
    ]);
  });

  test('cut what is very long', async () => {
    await using collector = await startSpanCollector();
    const long: RunEvent = { type: 'agent', runId: 'run-1', event: { ...observation, text: 'x'.repeat(1_000_000) } };

    await sendTo(collector.url, aRun('run-1').toSpliced(-1, 0, long), content);

    expect(collector.text().length).toBeLessThan(60_000);
  });

  test('are sent for a run that was still under way at the end', async () => {
    await using collector = await startSpanCollector();

    await sendTo(collector.url, aRun('run-1').slice(0, -1));

    expect(collector.spans.map(({ name }) => name)).toContain('invoke_agent sandpiper');
  });

  test('go to an endpoint that is for traces alone, as it is', async () => {
    await using collector = await startSpanCollector();

    await sendTo('http://127.0.0.1:1', aRun('run-1'), {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/own/path`,
    });

    expect(new Set(collector.paths)).toEqual(new Set(['/own/path']));
  });
});

describe('a collector', () => {
  test.for([
    ['that refuses what it is sent', 400],
    ['that is broken', 500],
    ['that never answers', null],
  ] as const)('%s is left alone after a moment', async ([, status]) => {
    await using collector = await startSpanCollector(status);
    const telemetry = openTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, 200);

    for (const event of aRun('run-1')) telemetry?.observe(event);
    await telemetry?.[Symbol.asyncDispose]();

    expect(collector.paths.length).toBeGreaterThan(0);
  });

  test('that is not there is left alone after a moment', async () => {
    const telemetry = openTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}` }, 200);

    for (const event of aRun('run-1')) telemetry?.observe(event);

    await expect(telemetry?.[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });
});

describe('an operator', () => {
  test.for([
    ['who asks for no spans', {}],
    ['who left the endpoint empty', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
    [
      'who turned the whole of it off',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' },
    ],
  ] as const)('%s gets none', ([, env]) => {
    expect(openTelemetry(env)).toBeNull();
  });

  test.for(['collector:4318', 'file:///tmp/spans', 'not a url'])('who names %s as an endpoint is told', (endpoint) => {
    expect(() => openTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).toThrow(/is not an address/);
  });
});
