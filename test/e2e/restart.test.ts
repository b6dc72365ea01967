import { expect, test } from 'vitest';
import { startSandpiper } from '../support/start-sandpiper.ts';
import { bash, finish, fixAdd, step, tinyRepository } from '../support/tiny-repository.ts';

const twoIssues = {
  ...tinyRepository(),
  issues: [
    { title: 'Adding subtracts', body: 'add(2, 2) is 0.', author: 'wader' },
    { title: 'Adding subtracts too', body: 'add(3, 3) is 0.', author: 'wader' },
  ],
};

test('a server that is stopped says so where it was working, and the next one takes up what was waiting', async () => {
  const working = Promise.withResolvers<void>();
  await using sandpiper = await startSandpiper({
    seed: twoIssues,
    steps: [step(bash('sleep 6'), bash("sed -i 's/a - b/a + b/' add.js")), finish()],
    onEvent: (event) => {
      if (event.type === 'agent' && event.event.type === 'answer') working.resolve();
    },
  });
  const { gitHub } = sandpiper;
  await gitHub.label(1, 'agent', 'wader');
  await working.promise;
  await gitHub.label(2, 'agent', 'wader');

  await sandpiper.restart();

  expect(await sandpiper.comment(1)).toContain('Sandpiper was stopped');
  const taken = await sandpiper.nextEnd((end) => end.outcome.kind === 'published');
  expect(taken.outcome).toMatchObject({ kind: 'published', verdict: 'verified' });
  expect(await sandpiper.comment(2)).toContain('opened a pull request');
});

test('a run whose process was killed is told to be interrupted, and can be asked for again', async () => {
  await using sandpiper = await startSandpiper({ seed: tinyRepository(), steps: [fixAdd, finish()] });
  await sandpiper.leaveInterrupted(1);

  await sandpiper.restart();

  expect(await sandpiper.comment()).toContain('in the middle of this run');
  expect((await sandpiper.gitHub.issue(1)).labels).toEqual(['agent: failed']);
  expect((await sandpiper.label()).outcome).toMatchObject({ kind: 'published' });
});
