import { expect, test } from 'vitest';
import { bashCall, call, calls, finishCall, saying, writeCall } from '../../support/scripted-model.ts';
import { nothingToDo, observations, repositoryBox, trySolving } from '../../support/try-solving.ts';

test('every call of an answer gets its observation, in order', async () => {
  await using box = await repositoryBox();
  const three = calls(call('bash', { command: 'echo 1' }), call('nope', {}), call('bash', { command: 'echo 3' }));

  const { requests } = await trySolving(box, [three, nothingToDo]);

  expect(requests[1]?.messages.slice(3)).toEqual([
    { role: 'tool', callId: 'call_0_bash', text: expect.stringContaining('1') },
    { role: 'tool', callId: 'call_1_nope', text: expect.stringContaining('The tools are bash, bash_output, view') },
    { role: 'tool', callId: 'call_2_bash', text: expect.stringContaining('3') },
  ]);
});

test('a tool that is called by the name another harness gives it is named', async () => {
  await using box = await repositoryBox();

  const tried = await trySolving(box, [calls(call('run_command', { command: 'ls' })), nothingToDo]);

  expect(observations(tried)[0]?.text).toContain('You probably mean bash.');
});

test('what was put right in the arguments is recorded', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });

  const tried = await trySolving(box, [calls(call('view', { file_path: 'a.txt', start_line: '1' })), nothingToDo]);

  expect(observations(tried)[0]).toMatchObject({ isError: false, text: expect.stringContaining('1│one') });
  expect(observations(tried)[0]?.repairs).toHaveLength(2);
});

test('calls that change nothing run beside one another', async () => {
  await using box = await repositoryBox({ a: '1', b: '2', c: '3' });
  const views = calls(...['a', 'b', 'c'].map((path) => call('view', { path })));
  let open = 0;
  let most = 0;
  const files = {
    ...box.files,
    stat: async (path: string) => {
      open += 1;
      most = Math.max(most, open);
      const stat = await box.files.stat(path);
      open -= 1;
      return stat;
    },
  };

  const tried = await trySolving({ ...box, files }, [views, nothingToDo]);

  expect(most).toBe(3);
  expect(
    observations(tried)
      .map(({ callId }) => callId)
      .slice(0, 3),
  ).toEqual(['call_0_view', 'call_1_view', 'call_2_view']);
});

test('a call that changes something waits for those before it, and those after it wait for it', async () => {
  await using box = await repositoryBox({ 'a.txt': 'old\n' });
  const mixed = calls(
    call('view', { path: 'a.txt' }),
    call('write', { path: 'a.txt', content: 'new\n' }),
    call('view', { path: 'a.txt' }),
    call('bash', { command: 'echo newest > a.txt' }),
    call('view', { path: 'a.txt' }),
  );

  const tried = await trySolving(box, [mixed, finishCall('blocked'), finishCall('blocked')]);

  const seen = observations(tried).filter(({ tool }) => tool === 'view');
  expect(seen.map(({ text }) => text.split('│')[1])).toEqual(['old', 'new', 'newest']);
});

test('a call that fails ends no other', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  const row = calls(
    call('view', { path: 'missing' }),
    call('view', { path: 'a.txt' }),
    call('bash', { command: 'exit 3' }),
    call('bash', { command: 'echo still here' }),
  );

  const tried = await trySolving(box, [row, nothingToDo]);

  expect(
    observations(tried)
      .slice(0, 4)
      .map(({ isError }) => isError),
  ).toEqual([true, false, true, false]);
  expect(observations(tried)[3]?.text).toContain('still here');
});

test('calls after an accepted finish are answered but not carried out', async () => {
  await using box = await repositoryBox();
  const row = calls(
    call('bash', { command: 'echo before' }),
    call('finish', { outcome: 'no_change_needed', summary: 'All is well.' }),
    call('bash', { command: 'touch after' }),
  );

  const tried = await trySolving(box, [row]);

  expect(tried.attempt).toMatchObject({ stop: 'finished', steps: 1 });
  expect(observations(tried)).toMatchObject([
    { isError: false },
    { isError: false, text: 'Finished.' },
    { isError: true, text: expect.stringContaining('Not executed') },
  ]);
  expect(await box.files.stat('after')).toBeNull();
});

test('calls after a finish that was only shown the change go on as before', async () => {
  await using box = await repositoryBox();
  const row = calls(
    call('write', { path: 'a.txt', content: 'one\n' }),
    call('finish', { outcome: 'fixed', summary: 'Done.' }),
    call('bash', { command: 'echo ran' }),
  );

  const tried = await trySolving(box, [row, finishCall()]);

  expect(observations(tried)[2]?.text).toContain('ran');
  expect(tried.attempt.stop).toBe('finished');
});

test('calls of an answer that was cut off are not carried out, and the model is told to be shorter', async () => {
  await using box = await repositoryBox();
  const cut = { ...bashCall('touch made'), finish: 'length' } as const;

  const tried = await trySolving(box, [cut, nothingToDo]);

  expect(observations(tried)[0]).toMatchObject({ isError: true, text: expect.stringContaining('shorter or in parts') });
  expect(await box.files.stat('made')).toBeNull();
});

test('calls beyond the thirty-second of an answer are answered but not carried out', async () => {
  await using box = await repositoryBox();
  const many = calls(...Array.from({ length: 34 }, (_, at) => call('write', { path: `${at}.txt`, content: 'a' })));

  const tried = await trySolving(box, [many, finishCall('blocked'), finishCall('blocked')]);

  expect(observations(tried).slice(31, 34)).toMatchObject([
    { isError: false },
    { isError: true, text: expect.stringContaining('at most 32') },
    { isError: true, text: expect.stringContaining('at most 32') },
  ]);
  expect(tried.requests[1]?.messages.filter(({ role }) => role === 'tool')).toHaveLength(34);
  expect(await box.files.stat('32.txt')).toBeNull();
});

test('ids that come again in a later answer are told apart, in the conversation and in the record', async () => {
  await using box = await repositoryBox();

  const tried = await trySolving(box, [bashCall('echo 1'), bashCall('echo 2'), bashCall('echo 3'), nothingToDo]);

  const messages = tried.requests[3]?.messages ?? [];
  const asked = messages
    .flatMap((message) => (message.role === 'assistant' ? message.toolCalls : []))
    .map(({ id }) => id);
  const answered = messages.flatMap((message) => (message.role === 'tool' ? [message.callId] : []));
  expect(new Set(asked).size).toBe(3);
  expect(answered).toEqual(asked);
  expect(
    observations(tried)
      .slice(0, 3)
      .map(({ callId }) => callId),
  ).toEqual(asked);
});

test('arguments too long to be carried out are not repeated in every later request', async () => {
  await using box = await repositoryBox();

  const { requests } = await trySolving(box, [bashCall('x'.repeat(3_000_000)), nothingToDo]);

  expect(JSON.stringify(requests[1]?.messages).length).toBeLessThan(10_000);
  expect(JSON.stringify(requests[1]?.messages)).toContain('too long');
});

test('an answer that says nothing is not sent back, for some providers refuse it', async () => {
  await using box = await repositoryBox();

  const { requests } = await trySolving(box, [
    saying(''),
    writeCall('a.txt', 'a'),
    finishCall('blocked'),
    finishCall('blocked'),
  ]);

  expect(requests[1]?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'user']);
});
