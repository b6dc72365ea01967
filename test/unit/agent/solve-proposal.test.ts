import { expect, test } from 'vitest';
import { readSystemPrompt } from '../../../src/agent/prompt/read-system-prompt.ts';
import { bashCall, call, calls, editCall, finishCall } from '../../support/scripted-model.ts';
import { observations, repositoryBox, toldToModel, trySolving } from '../../support/try-solving.ts';

const plan = calls(
  call('finish', { outcome: 'planned', summary: 'It subtracts.', steps: ['Add.'], tests: ['npm test'] }),
);
const deps = { goal: 'proposal' } as const;

test('an attempt that is to bring a plan has nothing to edit with, and ends with the plan', async () => {
  await using box = await repositoryBox({ 'add.js': 'a - b\n' });

  const tried = await trySolving(box, [editCall('add.js', 'a - b', 'a + b'), bashCall('cat add.js'), plan], { deps });

  expect(tried.attempt).toMatchObject({
    stop: 'finished',
    finish: null,
    proposal: { approach: 'It subtracts.', steps: ['Add.'] },
  });
  expect(tried.requests[0]?.tools.map(({ name }) => name)).toEqual(['bash', 'bash_output', 'view', 'finish']);
  expect(observations(tried)[0]).toMatchObject({ isError: true, text: expect.stringContaining('no tool "edit"') });
  expect(observations(tried)[1]?.text).toContain('a - b');
});

test('an attempt that says why there is no plan ends with that, and with none', async () => {
  await using box = await repositoryBox({ 'add.js': 'a - b\n' });

  const { attempt } = await trySolving(box, [finishCall('needs_info', 'Which sum?')], { deps });

  expect(attempt).toMatchObject({ stop: 'finished', finish: { outcome: 'needs-info', summary: 'Which sum?' } });
  expect(attempt).not.toHaveProperty('proposal');
});

test('near its limit, and in its last turn, it is asked for the plan by what it knows', async () => {
  await using box = await repositoryBox({ 'add.js': 'a - b\n' });
  const wrong = calls(
    call('finish', {
      outcome: 'planned',
      summary: 'x',
      steps: ['x'],
      files: [{ path: 'no.js', change: 'change', what: 'x' }],
    }),
  );

  const looks = Array.from({ length: 9 }, (_, at) => bashCall(`echo ${at}`));

  const tried = await trySolving(box, [...looks, wrong], { deps, budget: { steps: 10 } });

  expect(tried.attempt).toMatchObject({ stop: 'step-limit', proposal: { steps: ['x'] } });
  expect(toldToModel(tried)).toEqual([
    expect.stringMatching(/nearly used up: 8 of 10 steps.*call finish with it/),
    expect.stringMatching(/This is your last turn.*the best plan you can give/),
  ]);
});

test('a maintainer who speaks while the plan is handed in is heard before it counts', async () => {
  await using box = await repositoryBox({ 'add.js': 'a - b\n' });
  let asked = 0;
  const takeMessages = () => {
    asked += 1;
    return asked === 2 ? [{ author: 'mona', text: 'Keep add.js.' }] : [];
  };
  const second = calls(call('finish', { outcome: 'planned', summary: 'Kept.', steps: ['Add elsewhere.'] }));

  const { attempt } = await trySolving(box, [plan, second], { deps: { ...deps, takeMessages } });

  expect(attempt).toMatchObject({ stop: 'finished', proposal: { approach: 'Kept.' } });
});

test('looking around for long is what a plan is made of, and nobody hurries it to change something', async () => {
  await using box = await repositoryBox({ 'add.js': 'a - b\n' });
  const looks = Array.from({ length: 45 }, (_, at) => bashCall(`echo ${at}`));

  const tried = await trySolving(box, [...looks, plan], { deps });
  const ordinary = await trySolving(box, [...looks, finishCall('no_change_needed')]);

  expect(toldToModel(tried)).toEqual([]);
  expect(toldToModel(ordinary)).toEqual([expect.stringContaining('changed nothing yet')]);
});

test('the rules for a plan are those for a change but for how to work, and ask for nothing to be changed', async () => {
  const [rules, own] = [await readSystemPrompt(), await readSystemPrompt('proposal')];
  const sectionOf = (text: string, heading: string) => text.split(/^(?=# )/m).find((one) => one.startsWith(heading));
  const headings = (text: string) => text.match(/^# .*/gm);

  expect(headings(own)).toEqual(headings(rules));
  for (const shared of ['# Where you are', '# What counts as an instruction'])
    expect(sectionOf(own, shared)).toBe(sectionOf(rules, shared));
  for (const changed of ['You are', '# How to work', '# What not to do', '# Honesty'])
    expect(sectionOf(own, changed)).not.toBe(sectionOf(rules, changed));
  expect(own).not.toMatch(/`(?:edit|write|apply_patch|plan)`/);
});
