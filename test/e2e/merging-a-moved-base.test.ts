import { expect, test } from 'vitest';
import { startSandpiper } from '../support/start-sandpiper.ts';
import { bash, finish, step, tinyRepository } from '../support/tiny-repository.ts';

const wanda = { name: 'Wanda Ader', email: 'wanda@tiny.example' };
const settings = { '.github/sandpiper.yml': 'conduct:\n  merge-base: by-itself\n' };
const issues = [{ title: 'It is wrong', body: 'add(2, 2) is 0.', author: 'wader' }];
const branch = 'sandpiper/1-it-is-wrong';
const fixed = 'export const add = (a, b) => a + b;';

test('a base that came to conflict is merged into the pull request and proved, once the server looks after it', {
  timeout: 600_000,
}, async () => {
  await using sandpiper = await startSandpiper({
    seed: { ...tinyRepository(settings), issues },
    steps: [step(bash(`printf '%s\\n' '${fixed}' > add.js && node --test`)), finish()],
    upkeep: 'on',
  });
  const { gitHub } = sandpiper;
  await sandpiper.label();
  const before = (await gitHub.branches()).get(branch) ?? '';
  const files = { 'add.js': 'export const add = (a, b) => a - b; // of two\n' };
  const tip = await gitHub.commit('main', { message: 'Otherwise', author: wanda, at: '2024-05-02T10:00:00Z', files });

  // It is in no hurry: GitHub is asked a second time ten seconds later.
  await sandpiper.restart();
  const end = await sandpiper.nextEnd();
  await sandpiper.idle();

  expect(end.outcome).toMatchObject({ kind: 'published', verdict: 'verified', publication: { number: 2, branch } });
  const merge = (await gitHub.branches()).get(branch) ?? '';
  expect(merge).not.toBe(before);
  expect(await gitHub.readFile(merge, 'add.js')).toBe(`${fixed}\n`);
  expect(await sandpiper.comment()).toContain('Sandpiper pushed to');
  const pulls = await gitHub.pulls();
  expect(pulls).toMatchObject([{ number: 2, state: 'open' }]);
  expect(await gitHub.commitMessage(merge)).toContain(tip.slice(0, 7));

  await gitHub.merge(2, 'merge', 'wader');
  await sandpiper.idle();

  expect(await sandpiper.comment()).toMatch(/#2\]\(\S+\) was merged by `wader`/);
});
