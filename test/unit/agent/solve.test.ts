import { expect, test } from 'vitest';
import { solve } from '../../../src/agent/solve.ts';
import { ModelFault } from '../../../src/model/ask-model.ts';
import { SandboxFault, type Workspace } from '../../../src/sandbox/sandbox.ts';
import {
  bashCall,
  call,
  calls,
  editCall,
  finishCall,
  saying,
  scriptedModel,
  viewCall,
  writeCall,
} from '../../support/scripted-model.ts';
import { someSolveDeps } from '../../support/some-solve-deps.ts';
import {
  ample,
  nothingToDo,
  observations,
  prompt,
  repositoryBox,
  toldToModel,
  trySolving,
} from '../../support/try-solving.ts';

test('works until the model finishes, and says what it did', async () => {
  await using box = await repositoryBox();
  const script = [
    writeCall('a.txt', 'one\n'),
    editCall('a.txt', 'one', 'two'),
    viewCall('a.txt'),
    bashCall('grep two a.txt'),
    finishCall(),
    finishCall(),
  ];

  const tried = await trySolving(box, script);

  expect(tried.attempt).toMatchObject({ stop: 'finished', finish: { outcome: 'fixed', summary: 'Done.' }, steps: 6 });
  expect(tried.attempt).toMatchObject({ unresolved: [], shrinks: 0 });
  expect(tried.attempt.usage).toEqual({
    inputTokens: 600,
    cachedInputTokens: 0,
    outputTokens: 60,
    costUsd: expect.closeTo(0.06),
  });
  expect(tried.events.map((event) => event.type).slice(0, 6)).toEqual([
    'message',
    'message',
    'tree',
    'answer',
    'observation',
    'tree',
  ]);
  expect(observations(tried)[2]?.text).toContain('1│two');
});

test.for([
  ['no_change_needed', 'no-change-needed'],
  ['blocked', 'blocked'],
  ['needs_info', 'needs-info'],
] as const)('an attempt that ends with %s says %s', async ([said, outcome]) => {
  await using box = await repositoryBox();

  const { attempt } = await trySolving(
    box,
    [1, 2, 3].map(() => finishCall(said)),
  );

  expect(attempt.finish?.outcome).toBe(outcome);
});

test('everything the model says when it finishes is kept', async () => {
  await using box = await repositoryBox();
  const said = {
    outcome: 'blocked',
    summary: 'No database.',
    root_cause: 'The tests need one.',
    repro: { command: 'npm test', expect_before: 'ECONNREFUSED', expect_after: 'green' },
    tests: ['npm test'],
    risks: ['none'],
    limits: ['nothing ran'],
    replies: [
      { to: 'T1', text: 'Not yet.' },
      { to: 'T1', text: 'Renamed.' },
    ],
  };

  const { attempt } = await trySolving(box, [calls(call('finish', said))]);

  expect(attempt.finish).toEqual({
    outcome: 'blocked',
    summary: 'No database.',
    rootCause: 'The tests need one.',
    repro: { command: 'npm test', expectBefore: 'ECONNREFUSED', expectAfter: 'green' },
    tests: ['npm test'],
    risks: ['none'],
    limits: ['nothing ran'],
    replies: [{ to: 'T1', text: 'Renamed.' }],
  });
});

test('every request begins with the whole of the one before, and offers the same tools', async () => {
  await using box = await repositoryBox();

  const { requests } = await trySolving(box, [bashCall('echo a'), saying('Hm.'), bashCall('echo b'), nothingToDo]);

  const sent = requests.map(({ messages, tools }) => ({ messages: messages.map((one) => JSON.stringify(one)), tools }));
  for (const [at, before] of sent.slice(0, -1).entries()) {
    expect(sent[at + 1]?.messages.slice(0, before.messages.length)).toEqual(before.messages);
    expect(sent[at + 1]?.tools).toEqual(before.tools);
  }
  expect(sent).toHaveLength(4);
});

test.for([
  ['edit', ['edit', 'write']],
  ['apply-patch', ['apply_patch']],
] as const)('a model of the edit style %s is offered %s', async ([editStyle, names]) => {
  await using box = await repositoryBox();
  const model = { contextWindow: 128_000, maxOutputTokens: null, editStyle };

  const { requests } = await trySolving(box, [nothingToDo], { deps: { model } });

  expect(requests[0]?.tools.map(({ name }) => name)).toEqual([
    'bash',
    'bash_output',
    'view',
    ...names,
    'plan',
    'finish',
  ]);
});

test('the plan of the model is recorded', async () => {
  await using box = await repositoryBox();
  const steps = [{ text: 'Look', status: 'done' }];

  const { events } = await trySolving(box, [calls(call('plan', { steps })), nothingToDo]);

  expect(events).toContainEqual({ type: 'plan', step: 1, plan: steps });
});

test('waiting for the model is recorded, and it is not waited for into the time of the last turn', async () => {
  await using box = await repositoryBox();
  const patiences: number[] = [];

  const { events } = await trySolving(
    box,
    [
      async (_request, { maxWaitMs, onWait }) => {
        patiences.push(maxWaitMs);
        onWait({ why: 'the provider asks for a pause', waitMs: 61_000 });
        return nothingToDo;
      },
    ],
    { budget: { minutes: 10 }, deps: { now: () => 0 } },
  );

  expect(events).toContainEqual({ type: 'waiting', why: 'the provider asks for a pause', waitMs: 61_000 });
  expect(patiences).toEqual([9 * 60_000]);
});

test.for([
  ['three steps of nothing but malformed calls', 3, 'malformed-calls'],
  ['two', 2, 'finished'],
] as const)('%s: %i end as %s', async ([, times, stop]) => {
  await using box = await repositoryBox();
  const bad = Array.from({ length: times }, (_, at) => calls({ name: 'bash', arguments: `{${at}` }));

  const { attempt } = await trySolving(box, [...bad, nothingToDo]);

  expect(attempt.stop).toBe(stop);
});

test('one good call between malformed ones is enough to go on', async () => {
  await using box = await repositoryBox();
  const bad = calls({ name: 'bash', arguments: '{' });

  const { attempt } = await trySolving(box, [bad, bad, bashCall('true'), bad, bad, nothingToDo]);

  expect(attempt.stop).toBe('finished');
});

test('a model that cannot be asked ends the attempt with its fault, after what was done is recorded', async () => {
  await using box = await repositoryBox();
  const types: string[] = [];
  const fault = new ModelFault('unavailable', 'The model could not be asked');
  const script = [bashCall('echo 1'), async () => await Promise.reject(fault)];

  const trying = trySolving(box, script, { deps: { record: ({ type }) => types.push(type) } });

  await expect(trying).rejects.toBe(fault);
  expect(types).toEqual(['message', 'message', 'tree', 'answer', 'observation', 'tree']);
});

test('a box that is gone ends the attempt with its fault', async () => {
  await using box = await repositoryBox();
  const fault = new SandboxFault('The sandbox does not answer', { ran: 'unknown' });
  const fail = async () => await Promise.reject(fault);
  const gone: Workspace = { ...box, exec: fail, spawn: fail };

  await expect(trySolving(gone, [bashCall('ls')])).rejects.toBe(fault);
});

test('a fault of a box that still answers is about the call, and the model is told', async () => {
  await using box = await repositoryBox();

  const tried = await trySolving(box, [calls(call('bash', { command: 'ls', cwd: 'no/such/folder' })), nothingToDo]);

  expect(tried.attempt.stop).toBe('finished');
  expect(observations(tried)[0]).toMatchObject({ isError: true, text: expect.stringContaining('bash failed') });
});

test('a bug is thrown, not told to the model', async () => {
  await using box = await repositoryBox();
  const files = { ...box.files, stat: async () => await Promise.reject(new TypeError('bug')) };

  await expect(trySolving({ ...box, files }, [viewCall('a.txt')])).rejects.toThrow('bug');
});

test('an interrupted attempt that is taken up again goes on with a conversation that is whole', async () => {
  await using box = await repositoryBox();
  const askModel = scriptedModel([bashCall('true'), nothingToDo]);
  const before = [...prompt, bashCall('npm publish').message];

  await solve(someSolveDeps({ askModel, workspace: box }), before, ample, new AbortController().signal);

  expect(askModel.requests[0]?.messages.at(-1)).toEqual({
    role: 'tool',
    callId: 'call_0_bash',
    text: expect.stringContaining('the state may have changed'),
  });
  expect(askModel.requests[1]?.messages.at(-1)).toMatchObject({ role: 'tool', callId: 'call_0_bash_1' });
});

test('the model is told nothing beside the results while all goes well', async () => {
  await using box = await repositoryBox();

  const tried = await trySolving(box, [bashCall('echo a'), viewCall('.'), nothingToDo]);

  expect(toldToModel(tried)).toEqual([]);
});
