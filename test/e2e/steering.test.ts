import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/run/run-deps.ts';
import { leaveInInbox } from '../../src/store/run-inbox.ts';
import { startSandpiper } from '../support/start-sandpiper.ts';
import { bash, finish, fixAdd, step, tinyRepository } from '../support/tiny-repository.ts';

const never = new AbortController().signal;

/** Calls `act` with the folder of the run as soon as the agent has begun its `nth` step. */
function atStep(nth: number, act: (directory: string) => Promise<void>) {
  let directory = '';
  const done = Promise.withResolvers<void>();
  const onEvent = (event: RunEvent) => {
    if (event.type === 'started') directory = event.directory;
    if (event.type !== 'agent' || event.event.type !== 'answer' || event.event.step !== nth) return;
    act(directory).then(done.resolve, done.reject);
  };
  return { onEvent, done: done.promise };
}

test('what a maintainer says while the agent works reaches it before its next step, with their name', async () => {
  const said = { kind: 'message', author: 'mona', text: 'Leave add.test.js as it is.' } as const;
  const telling = atStep(1, (directory) => leaveInInbox(directory, said, never));
  await using sandpiper = await startSandpiper({
    seed: tinyRepository(),
    steps: [step(bash('sleep 3')), fixAdd, finish()],
    onEvent: telling.onEvent,
  });

  const end = await sandpiper.label();

  await telling.done;
  expect(end.outcome).toMatchObject({ kind: 'published', verdict: 'verified' });
  const requests = sandpiper.model.requests().map(({ messages }) => JSON.stringify(messages));
  expect(requests[0]).not.toContain(said.text);
  expect(requests[1]).toContain(said.text);
  expect(requests[1]).toContain('mona');
});

test('a run that is stopped ends at once in the middle of a command, says who stopped it, and keeps the work', async () => {
  const stopping = atStep(2, (directory) => leaveInInbox(directory, { kind: 'stop', author: 'mona' }, never));
  await using sandpiper = await startSandpiper({
    seed: tinyRepository(),
    steps: [fixAdd, step(bash('sleep 300', 600)), finish()],
    onEvent: stopping.onEvent,
  });

  const end = await sandpiper.label();

  await stopping.done;
  expect(end.outcome).toMatchObject({ kind: 'cancelled', stage: 'solving', because: 'mona stopped the run.' });
  expect((await sandpiper.record(end)).get('change.patch')).toContain('a + b');
  expect(await sandpiper.comment()).toContain('mona stopped the run');
  expect(await sandpiper.gitHub.pulls()).toEqual([]);
});
