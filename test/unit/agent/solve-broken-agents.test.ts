import { expect, test } from 'vitest';
import type { StopReason } from '../../../src/agent/attempt.ts';
import {
  bashCall,
  call,
  calls,
  editCall,
  finishCall,
  type Scripted,
  saying,
  viewCall,
  writeCall,
} from '../../support/scripted-model.ts';
import { observations, repositoryBox, trySolving } from '../../support/try-solving.ts';

const files = {
  'add.js': 'export const add = (a, b) => a - b;\n',
  'add.test.js': "test('adds', () => add(2, 2) === 4);\n",
};
const fix = editCall('add.js', 'a - b', 'a + b');
const runTests = bashCall('cat add.js | grep "a + b"');

function forever(answer: Scripted): readonly Scripted[] {
  return Array<Scripted>(200).fill(answer);
}

/** Each answer another one, 200 times. */
function counted(answer: (at: number) => Scripted): readonly Scripted[] {
  return Array.from({ length: 200 }, (_, at) => answer(at));
}

function asText(json: string): Scripted {
  return calls({ name: 'bash', arguments: json });
}

const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

test.for([
  ['reads the same file for ever', forever(viewCall('add.js')), 'stuck'],
  ['runs the same failing test for ever', forever(bashCall('echo red; date; exit 1')), 'stuck'],
  [
    'tests and looks by turns for ever',
    counted((at) => (at % 2 === 0 ? viewCall('add.js') : bashCall('exit 1'))),
    'stuck',
  ],
  [
    'edits there and back for ever',
    counted((at) => (at % 2 === 0 ? fix : editCall('add.js', 'a + b', 'a - b'))),
    'stuck',
  ],
  ['edits what is not there for ever', forever(editCall('add.js', 'no such text', 'x')), 'stuck'],
  ['plans for ever', forever(calls(call('plan', { steps: [{ text: 'Look', status: 'pending' }] }))), 'stuck'],
  ['talks for ever', forever(saying('The cause is clear to me now.')), 'no-tool-calls'],
  ['says nothing for ever', forever(saying('')), 'no-tool-calls'],
  ['refuses for ever', forever({ ...saying('No.'), finish: 'refused' }), 'refused'],
  ['is cut off for ever', forever({ ...bashCall('ls'), finish: 'length' }), 'malformed-calls'],
  ['sends ten million characters for ever', forever(bashCall('x'.repeat(10_000_000))), 'malformed-calls'],
  ['sends half of its JSON for ever', counted((at) => asText(`{"command": "ls ${at}`)), 'malformed-calls'],
  ['sends a list where an object belongs for ever', counted((at) => asText(`[${at}]`)), 'malformed-calls'],
  ['sends JSON a hundred thousand levels deep for ever', forever(asText(`{"command":${deep}}`)), 'malformed-calls'],
  ['sends wrong types for ever', counted((at) => calls(call('bash', { command: { at } }))), 'malformed-calls'],
  ['calls tools that do not exist for ever', counted((at) => calls(call(`tool${at}`, {}))), 'malformed-calls'],
  ['looks outside for ever', forever(viewCall('../../etc/passwd')), 'stuck'],
  ['looks at something else outside each time', counted((at) => viewCall(`../../etc/${at}`)), 'step-limit'],
  [
    'talks and acts by turns for ever',
    counted((at) => (at % 2 === 0 ? saying(`Hm ${at}.`) : bashCall(`echo ${at}`))),
    'step-limit',
  ],
  ['makes a new file at every step for ever', counted((at) => writeCall(`try-${at}.js`, 'x\n')), 'step-limit'],
  ['claims a fix for ever and makes none', forever(finishCall()), 'finished'],
] as [string, readonly Scripted[], StopReason][])('an agent that %s is stopped', async ([, script, stop]) => {
  await using box = await repositoryBox(files);

  const { attempt } = await trySolving(box, script, { budget: { steps: 30 } });

  expect(attempt.stop).toBe(stop);
});

test.for([
  ['a path that leads out', calls(call('write', { path: '../../../tmp/escaped', content: 'x' }))],
  ['an absolute path outside', calls(call('write', { path: '/tmp/escaped', content: 'x' }))],
  ['git’s own files', calls(call('write', { path: '.git/hooks/pre-commit', content: 'x' }))],
  [
    'a link that leads out',
    calls(call('bash', { command: 'ln -s /etc/hostname out' }), call('write', { path: 'out', content: 'x' })),
  ],
] as const)('writing to %s is an observation and writes nothing', async ([, answer]) => {
  await using box = await repositoryBox(files);

  const tried = await trySolving(box, [answer, finishCall('blocked'), finishCall('blocked')]);

  expect(tried.attempt.stop).toBe('finished');
  expect(observations(tried).filter(({ tool }) => tool === 'write')).toMatchObject([{ isError: true }]);
});

test.for([
  ['claims a fix and made none', [finishCall(), finishCall(), finishCall(), finishCall()], /no file has changed/],
  [
    'leaves its script behind',
    [fix, writeCall('repro.js', 'console.log(1)\n'), runTests, ...Array<Scripted>(4).fill(finishCall())],
    /repro\.js/,
  ],
  [
    'says that no change is needed and leaves one',
    [fix, runTests, ...Array<Scripted>(4).fill(finishCall('no_change_needed'))],
    /take it back/,
  ],
] as [string, Scripted[], RegExp][])(
  'an agent that %s is told so, and if it insists the attempt says so',
  async ([, script, words]) => {
    await using box = await repositoryBox(files);

    const tried = await trySolving(box, script);

    const told = observations(tried).filter(({ tool, text }) => tool === 'finish' && words.test(text));
    expect(told.length).toBeGreaterThan(0);
    expect(tried.attempt).toMatchObject({ stop: 'finished' });
    expect(tried.attempt.unresolved.join()).toMatch(words);
  },
);

test('an agent that has run nothing since its edit is told three times; then the proof has to tell', async () => {
  await using box = await repositoryBox(files);

  const tried = await trySolving(box, [runTests, fix, ...Array<Scripted>(4).fill(finishCall())]);

  const told = observations(tried).filter(({ text }) => /No command has run/.test(text));
  expect(told).toHaveLength(3);
  expect(tried.attempt).toMatchObject({ stop: 'finished', unresolved: [] });
});

test('what somebody outside has against the change is told and kept: such as a test that was deleted', async () => {
  await using box = await repositoryBox(files);
  const objectTo = (change: readonly { readonly path: string; readonly status: string }[]) =>
    change.filter(({ status }) => status === 'deleted').map(({ path }) => `${path} was deleted.`);
  const script = [bashCall('rm add.test.js; echo gone'), ...Array<Scripted>(4).fill(finishCall())];

  const tried = await trySolving(box, script, { deps: { objectTo } });

  expect(observations(tried)[1]?.text).toContain('add.test.js was deleted.');
  expect(tried.attempt.unresolved).toContain('add.test.js was deleted.');
});

test('an agent that does it right has nothing left against it', async () => {
  await using box = await repositoryBox(files);

  const { attempt } = await trySolving(box, [viewCall('add.js'), fix, runTests, finishCall(), finishCall()]);

  expect(attempt).toMatchObject({ stop: 'finished', finish: { outcome: 'fixed' }, unresolved: [], steps: 5 });
});

test('an agent that cleans up after an objection is taken at its word', async () => {
  await using box = await repositoryBox(files);
  const script = [
    writeCall('repro.js', 'x\n'),
    fix,
    runTests,
    finishCall(),
    bashCall('rm repro.js; echo removed; cat add.js'),
    finishCall(),
    finishCall(),
  ];

  const { attempt } = await trySolving(box, script);

  expect(attempt).toMatchObject({ stop: 'finished', unresolved: [] });
});

test('an agent that finishes in the middle of a row of calls is held to it', async () => {
  await using box = await repositoryBox(files);
  const finish = call('finish', { outcome: 'no_change_needed', summary: 'It is fine.' });

  const { attempt } = await trySolving(box, [
    calls(call('view', { path: 'add.js' }), finish, call('bash', { command: 'rm add.js' })),
  ]);

  expect(attempt).toMatchObject({ stop: 'finished', finish: { outcome: 'no-change-needed' }, steps: 1 });
  expect(await box.files.stat('add.js')).not.toBeNull();
});

test('an agent that mixes up everything and then pulls itself together gets there', async () => {
  await using box = await repositoryBox(files);
  const script = [
    saying('Let me look.'),
    asText('{"command": '),
    calls(call('open_file', { file: 'add.js' })),
    calls(call('edit', { file_path: 'add.js', old_string: 'a - b', new_string: 'a + b' })),
    saying(''),
    runTests,
    finishCall(),
    finishCall(),
  ];

  const { attempt } = await trySolving(box, script);

  expect(attempt).toMatchObject({ stop: 'finished', unresolved: [] });
});
