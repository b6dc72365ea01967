import { OpenAI } from 'openai';
import { expect, test } from 'vitest';
import { type ScriptedStep, startScriptedModel } from '../../src/demo/model/start-scripted-model.ts';

const steps: readonly ScriptedStep[] = [
  {
    text: 'Looking.',
    calls: [
      { tool: 'bash', arguments: { command: 'ls' } },
      { tool: 'view', arguments: { path: 'a' } },
    ],
  },
  { calls: [{ tool: 'bash', arguments: '{"command": ' }] },
  { text: 'Done.', calls: [] },
];

async function ask(baseURL: string, answers: number) {
  const client = new OpenAI({ apiKey: 'k', baseURL, maxRetries: 0 });
  const answered = Array.from({ length: answers }, () => ({ role: 'assistant', content: 'so' }) as const);
  const stream = client.chat.completions.stream({
    model: 'gpt-5.4',
    stream_options: { include_usage: true },
    messages: [{ role: 'user', content: 'Fix it.' }, ...answered],
  });
  const completion = await stream.finalChatCompletion();
  const message = completion.choices[0]?.message;
  const calls = message?.tool_calls?.map((call) => (call.type === 'function' ? call.function.name : call.type));
  return { text: message?.content, calls, usage: completion.usage };
}

test('streams its steps in order, with usage', async () => {
  await using model = await startScriptedModel(steps);

  const first = await ask(model.baseUrl, 0);
  const third = await ask(model.baseUrl, 2);

  expect(first).toMatchObject({ text: 'Looking.', calls: ['bash', 'view'] });
  expect(first.usage?.prompt_tokens).toBeGreaterThan(0);
  expect(first.usage?.completion_tokens).toBeGreaterThan(0);
  expect(third).toMatchObject({ text: 'Done.' });
});

test('repeats its last step', async () => {
  await using model = await startScriptedModel(steps);

  expect(await ask(model.baseUrl, 7)).toMatchObject({ text: 'Done.' });
});

test('passes on arguments that are not JSON as they are', async () => {
  await using model = await startScriptedModel(steps);
  const client = new OpenAI({ apiKey: 'k', baseURL: model.baseUrl, maxRetries: 0 });

  const answer = await client.chat.completions.create({
    model: 'gpt-5.4',
    messages: [{ role: 'assistant', content: 'one answer is behind us' }],
  });

  expect(answer.choices[0]?.message.tool_calls?.[0]).toMatchObject({ function: { arguments: '{"command": ' } });
});

test.for([
  ['a status', { kind: 'status', status: 429 }],
  ['a stream that is cut', { kind: 'cut' }],
  ['nonsense', { kind: 'nonsense' }],
] as const)('%s is a failure, and the script goes on where it was', async ([, failure]) => {
  await using model = await startScriptedModel(steps);
  model.failNext(failure, 2);

  await expect(ask(model.baseUrl, 0)).rejects.toThrow();
  await expect(ask(model.baseUrl, 0)).rejects.toThrow();

  expect(await ask(model.baseUrl, 0)).toMatchObject({ text: 'Looking.' });
});

test('failures of several kinds come in the order in which they were planned', async () => {
  await using model = await startScriptedModel(steps);
  model.failNext({ kind: 'status', status: 500, message: 'first' });
  model.failNext({ kind: 'status', status: 401, message: 'second' });

  await expect(ask(model.baseUrl, 0)).rejects.toThrow('first');
  await expect(ask(model.baseUrl, 0)).rejects.toThrow('second');
});

test('keeps what it was asked', async () => {
  await using model = await startScriptedModel(steps);

  await ask(model.baseUrl, 0);

  expect(model.requests()).toEqual([{ model: 'gpt-5.4', messages: [{ role: 'user', content: 'Fix it.' }] }]);
});
