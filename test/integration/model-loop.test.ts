import { LLMock } from '@copilotkit/aimock';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { solve } from '../../src/agent/solve.ts';
import { openAiModel } from '../../src/model/openai-model.ts';
import { bash } from '../../src/tools/bash.ts';
import { edit } from '../../src/tools/edit.ts';
import { localBox } from '../support/local-box.ts';

const sentBody = z.object({
  messages: z.array(
    z.object({
      role: z.string(),
      tool_calls: z.array(z.object({ id: z.string() })).optional(),
      tool_call_id: z.string().optional(),
    }),
  ),
});

/** Matches the request that carries this many tool results. */
function after(results: number) {
  return {
    predicate: (request: { readonly messages: readonly { readonly role: string }[] }) =>
      request.messages.filter(({ role }) => role === 'tool').length === results,
  };
}

test('a model behind a real endpoint works in a real box, and every call is answered in order', async () => {
  await using box = await localBox();
  await box.files.write('sum.sh', 'echo $(($1 - $2))\n');
  const mock = new LLMock({ port: 0, strict: true });
  mock.on(after(0), { content: 'Looking.', toolCalls: [{ name: 'bash', arguments: '{"command":"bash sum.sh 1 2"}' }] });
  mock.on(after(1), {
    toolCalls: [
      { name: 'edit', arguments: '{"path":"sum.sh","edits":[{"old":"$1 - $2","new":"$1 + $2"}]}' },
      { name: 'bash', arguments: '{"command":"bash sum.sh 1 2"}' },
    ],
  });
  const finish = { toolCalls: [{ name: 'finish', arguments: '{"outcome":"fixed","summary":"It adds."}' }] };
  mock.on(after(3), finish);
  mock.on(after(4), finish);
  await mock.start();
  const askModel = openAiModel({
    baseUrl: `${mock.url}/v1`,
    apiKey: 'key',
    model: 'gpt-5',
    idleTimeoutMs: 10_000,
    requestTimeoutMs: 20_000,
    retries: { attempts: 2, maxWaitMs: 1_000 },
    price: null,
    sleep: async () => undefined,
  });
  mock.nextRequestError(429, { message: 'slow down', code: 'rate_limit_exceeded' });

  const attempt = await solve(
    { askModel, tools: [bash, edit], workspace: box, record: () => undefined, now: Date.now },
    [{ role: 'user', text: 'sum.sh subtracts.' }],
    { steps: 10, tokens: 1_000_000, costUsd: 1, minutes: 5 },
    new AbortController().signal,
  );
  const { messages: sent } = sentBody.parse(mock.getLastRequest()?.body);
  await mock.stop();

  expect(attempt).toMatchObject({ stop: 'finished', finish: { outcome: 'fixed', summary: 'It adds.' }, steps: 4 });
  expect((await box.exec('bash sum.sh 1 2', { timeoutMs: 10_000 })).stdout).toBe('3\n');
  expect(sent.map(({ role }) => role)).toEqual([
    'user',
    'assistant',
    'tool',
    'assistant',
    'tool',
    'tool',
    'assistant',
    'tool',
  ]);
  const asked = sent.flatMap((message) => message.tool_calls ?? []).map(({ id }) => id);
  const answered = sent.flatMap(({ tool_call_id: id }) => id ?? []);
  expect(answered).toEqual(asked);
});
