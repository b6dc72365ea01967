import { expect, test } from 'vitest';
import type { ModelAnswer } from '../../../src/model/ask-model.ts';
import { bashCall, saying } from '../../support/scripted-model.ts';
import { nothingToDo, observations, repositoryBox, toldToModel, trySolving } from '../../support/try-solving.ts';

const cut: ModelAnswer = { ...saying('The first thing to do is'), finish: 'length' };
const refused: ModelAnswer = { ...saying('I cannot help with that.'), finish: 'refused' };

test('answers without a call are nudged three times, the later times towards a finish, then the attempt ends', async () => {
  await using box = await repositoryBox();

  const tried = await trySolving(
    box,
    [1, 2, 3, 4].map((at) => saying(`I think ${at}…`)),
  );

  expect(tried.attempt).toMatchObject({ stop: 'no-tool-calls', steps: 4, finish: null });
  expect(toldToModel(tried)).toEqual([
    expect.stringContaining('Go on with a tool call'),
    expect.stringContaining('call finish now'),
    expect.stringContaining('call finish now'),
  ]);
});

test('a call after a nudge makes the count begin anew', async () => {
  await using box = await repositoryBox();
  const silent = saying('Hm.');

  const { attempt } = await trySolving(box, [
    silent,
    silent,
    silent,
    bashCall('true'),
    silent,
    silent,
    silent,
    nothingToDo,
  ]);

  expect(attempt.stop).toBe('finished');
});

test.for([
  ['empty', saying(''), 'Your answer was empty'],
  ['nothing but white space', saying(' \n '), 'Your answer was empty'],
  ['cut off', cut, 'Be shorter'],
  ['the same sentence without end', saying('I will now look. '.repeat(100)), 'repeating your own words'],
] as const)('an answer that is %s is told so', async ([, answer, words]) => {
  await using box = await repositoryBox();

  const tried = await trySolving(box, [answer, nothingToDo]);

  expect(toldToModel(tried)).toEqual([expect.stringContaining(words)]);
});

test('a refusal is nudged once, the second in a row ends the attempt', async () => {
  await using box = await repositoryBox();

  const tried = await trySolving(box, [refused, refused]);

  expect(tried.attempt).toMatchObject({ stop: 'refused', steps: 2 });
  expect(toldToModel(tried)).toEqual([expect.stringContaining('refused or filtered')]);
});

test('a refusal that a call follows is forgotten', async () => {
  await using box = await repositoryBox();

  const { attempt } = await trySolving(box, [refused, bashCall('true'), refused, nothingToDo]);

  expect(attempt.stop).toBe('finished');
});

test('calls of a filtered answer are not carried out', async () => {
  await using box = await repositoryBox();
  const filtered = { ...bashCall('touch made'), finish: 'refused' } as const;

  const tried = await trySolving(box, [filtered, filtered]);

  expect(tried.attempt.stop).toBe('refused');
  expect(observations(tried)).toHaveLength(2);
  expect(await box.files.stat('made')).toBeNull();
});
