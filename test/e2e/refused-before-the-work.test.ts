import { describe, expect, test } from 'vitest';
import { startSandpiper } from '../support/start-sandpiper.ts';
import { emptyRepository, finish, fixAdd, tinyRepository } from '../support/tiny-repository.ts';

const steps = [fixAdd, finish()];

describe('a label that cannot be acted on is answered, and nothing else happens', () => {
  test('when whoever set it may not write', async () => {
    await using sandpiper = await startSandpiper({ seed: tinyRepository(), steps });
    sandpiper.gitHub.setRole('turnstone', 'triage');

    await sandpiper.gitHub.label(1, 'agent', 'turnstone');
    await sandpiper.idle();

    expect(await sandpiper.comment()).toMatch(/turnstone.*write permission/);
    expect((await sandpiper.gitHub.issue(1)).reactions).toEqual([]);
    expect(sandpiper.model.requests()).toEqual([]);
  });

  test.for([
    ['closed', { title: 'Old', body: 'Long ago.', author: 'wader', state: 'closed' as const }, /issue is closed/],
    ['without a description', { title: 'Broken', body: null, author: 'wader' }, /no description/],
  ] as const)('when the issue is %s', async ([, issue, words]) => {
    await using sandpiper = await startSandpiper({ seed: { ...tinyRepository(), issues: [issue] }, steps });

    await sandpiper.gitHub.label(1, 'agent', 'wader');
    await sandpiper.idle();

    expect(await sandpiper.comment()).toMatch(words);
    expect(sandpiper.model.requests()).toEqual([]);
  });

  test.for([
    ['the repository is empty', emptyRepository, 'fetching', /empty|no commit/i],
    [
      'there is no test command',
      tinyRepository({ 'package.json': '{"name":"tiny"}' }),
      'preparing',
      /How to test this repository is not known/,
    ],
    [
      'the dependencies cannot be installed',
      tinyRepository({
        'package.json': JSON.stringify({
          scripts: { test: 'node --test' },
          dependencies: { 'no-such': 'file:./no-such.tgz' },
        }),
      }),
      'baseline',
      /does not work in a fresh sandbox/,
    ],
  ] as const)('when %s', async ([, seed, stage, words]) => {
    await using sandpiper = await startSandpiper({ seed, steps });

    const end = await sandpiper.label();

    expect(end.outcome).toMatchObject({ kind: 'failed', stage });
    const comment = await sandpiper.comment();
    expect(comment).toMatch(words);
    expect(comment).toContain('**Next:**');
    expect(comment).toContain('**Saved:**');
    expect(sandpiper.model.requests()).toEqual([]);
    expect(await sandpiper.gitHub.pulls()).toEqual([]);
  });
});
