import { LLMock } from '@copilotkit/aimock';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { solve } from '../../src/agent/solve.ts';
import { openAiModel } from '../../src/model/openai-model.ts';
import { someSettings } from '../support/model-server.ts';
import { someSolveDeps } from '../support/some-solve-deps.ts';
import { ample, repositoryBox } from '../support/try-solving.ts';

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

const edited = '{"path":"sum.sh","edits":[{"old":"$1 - $2","new":"$1 + $2"}]}';
const finish = { toolCalls: [{ name: 'finish', arguments: '{"outcome":"fixed","summary":"It adds."}' }] };

test('a model behind a real endpoint works in a real box, and every call is answered in order', async () => {
  await using box = await repositoryBox({ 'sum.sh': 'echo $(($1 - $2))\n' });
  const mock = new LLMock({ port: 0, strict: true });
  mock.on(after(0), { content: 'Looking.', toolCalls: [{ name: 'bash', arguments: '{"command":"bash sum.sh 1 2"}' }] });
  mock.on(after(1), {
    toolCalls: [
      { name: 'edit', arguments: edited },
      { name: 'bash', arguments: '{"command":"bash sum.sh 1 2"}' },
    ],
  });
  mock.on(after(3), finish);
  mock.on(after(4), finish);
  await mock.start();
  const waits: string[] = [];
  mock.nextRequestError(429, { message: 'slow down', code: 'rate_limit_exceeded' });

  const attempt = await solve(
    someSolveDeps({
      askModel: openAiModel(someSettings({ baseUrl: `${mock.url}/v1` })),
      workspace: box,
      record: (event) => void (event.type === 'waiting' && waits.push(event.why)),
    }),
    [{ role: 'user', text: 'sum.sh subtracts.' }],
    ample,
    new AbortController().signal,
  );
  const { messages: sent } = sentBody.parse(mock.getLastRequest()?.body);
  await mock.stop();

  expect(attempt).toMatchObject({ stop: 'finished', finish: { outcome: 'fixed', summary: 'It adds.' }, steps: 4 });
  expect(attempt.unresolved).toEqual([]);
  expect(waits).toHaveLength(1);
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

test('an endpoint that calls a request too long is asked again with a shorter one', async () => {
  await using box = await repositoryBox();
  const mock = new LLMock({ port: 0, strict: true });
  for (let at = 0; at < 20; at += 1) {
    const command = `seq ${at}00000 ${at}00600`;
    const tokens = 2_000 + at * 1_100;
    mock.on(after(at), {
      toolCalls: [{ name: 'bash', arguments: JSON.stringify({ command }) }],
      usage: { prompt_tokens: tokens, completion_tokens: 20, total_tokens: tokens + 20 },
    });
  }
  mock.on(after(20), {
    toolCalls: [{ name: 'finish', arguments: '{"outcome":"no_change_needed","summary":"Fine."}' }],
  });
  await mock.start();
  let answers = 0;
  const shrunk: string[] = [];

  const attempt = await solve(
    someSolveDeps({
      askModel: openAiModel(someSettings({ baseUrl: `${mock.url}/v1` })),
      workspace: box,
      record: (event) => {
        if (event.type === 'shrunk') shrunk.push(event.how);
        if (event.type === 'answer') answers += 1;
        if (event.type !== 'answer' || answers !== 20) return;
        mock.nextRequestError(400, {
          message: 'This model’s maximum context length is 9000 tokens',
          code: 'context_length_exceeded',
        });
      },
    }),
    [{ role: 'user', text: 'Look around.' }],
    ample,
    new AbortController().signal,
  );
  await mock.stop();

  expect(attempt).toMatchObject({ stop: 'finished', shrinks: 1, steps: 21 });
  expect(shrunk).toEqual(['masked']);
});
