import { expect, test } from 'vitest';
import {
  bashCall,
  call,
  calls,
  editCall,
  finishCall,
  type Scripted,
  saying,
  viewCall,
} from '../../support/scripted-model.ts';
import { repositoryBox, toldToModel, trySolving } from '../../support/try-solving.ts';

test('the same call with the same result is pointed out, forbidden, then the attempt ends', async () => {
  await using box = await repositoryBox();

  const tried = await trySolving(box, Array<Scripted>(7).fill(bashCall('cat missing')));

  expect(tried.attempt).toMatchObject({ stop: 'stuck', steps: 7, finish: null });
  expect(toldToModel(tried)).toEqual([
    expect.stringContaining('3 times'),
    expect.stringContaining('Do not make these calls again'),
  ]);
});

test('going back and forth between two calls is being stuck too', async () => {
  await using box = await repositoryBox();
  const script = Array.from({ length: 12 }, (_, at) => bashCall(at % 2 === 0 ? 'cat a' : 'cat b'));

  const { attempt } = await trySolving(box, script);

  expect(attempt).toMatchObject({ stop: 'stuck', steps: 12 });
});

test('changing a line there and back again for ever is being stuck too', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  const script = Array.from({ length: 12 }, (_, at) =>
    at % 2 === 0 ? editCall('a.txt', 'one', 'two') : editCall('a.txt', 'two', 'one'),
  );

  expect((await trySolving(box, script)).attempt.stop).toBe('stuck');
});

test('running the same tests after each new change is progress, whoever made the change', async () => {
  await using box = await repositoryBox({ 'a.txt': '0\n' });
  const rounds = Array.from({ length: 10 }, (_, at) => [
    bashCall(`sed -i 's/${at}/${at + 1}/' a.txt`),
    bashCall('echo red; exit 1'),
  ]);

  const { attempt } = await trySolving(box, [...rounds.flat(), finishCall('blocked'), finishCall('blocked')]);

  expect(attempt.stop).toBe('finished');
});

test('the state of the files is recorded after each step that may have changed it', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  const script = [
    viewCall('a.txt'),
    bashCall('true'),
    editCall('a.txt', 'one', 'two'),
    editCall('a.txt', 'two', 'one'),
    finishCall('blocked'),
  ];

  const { events } = await trySolving(box, script);

  const trees = events.filter((event) => event.type === 'tree');
  expect(trees.map(({ step }) => step)).toEqual([0, 2, 3, 4]);
  const [first, second, third, fourth] = trees.map(({ digest }) => digest);
  expect(first).toMatch(/^[0-9a-f]{40,64}$/);
  expect([second, fourth]).toEqual([first, first]);
  expect(third).not.toBe(first);
});

test('forty calls before any change are pointed out', async () => {
  await using box = await repositoryBox();
  const look = (step: number) =>
    calls(...Array.from({ length: 10 }, (_, at) => call('view', { path: `missing-${step}-${at}` })));

  const tried = await trySolving(box, [look(1), look(2), look(3), look(4), finishCall('blocked')]);

  expect(toldToModel(tried)).toEqual([expect.stringContaining('40 calls and changed nothing yet')]);
});

test('a file edited eight times while the same test fails in the same way brings a word about it', async () => {
  await using box = await repositoryBox({ 'a.txt': 'v0\n' });
  const red = bashCall('echo "expected 4"; exit 1');
  const rounds = Array.from({ length: 8 }, (_, at) => [editCall('a.txt', `v${at}`, `v${at + 1}`), red]);

  const tried = await trySolving(box, [red, ...rounds.flat(), finishCall('blocked'), finishCall('blocked')]);

  expect(toldToModel(tried)).toEqual([expect.stringContaining('read the failure again from the start')]);
});

test('saying the same at every step brings a word about it', async () => {
  await using box = await repositoryBox();
  const words = saying(
    'I have looked at all the code and I am sure now that the mistake is in the loop of that function.',
  );
  const script = [1, 2, 3, 4].map((at) => ({
    ...bashCall(`echo ${at}`),
    message: { ...words.message, toolCalls: bashCall(`echo ${at}`).message.toolCalls },
  }));

  const tried = await trySolving(box, [...script, finishCall('blocked')]);

  expect(toldToModel(tried)).toEqual([expect.stringContaining('repeating your own words')]);
});
