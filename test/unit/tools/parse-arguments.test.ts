import { expect, test } from 'vitest';
import { bashTool } from '../../../src/tools/bash.ts';
import { bashOutputTool } from '../../../src/tools/bash-output.ts';
import { edit } from '../../../src/tools/edit.ts';
import { finishTool } from '../../../src/tools/finish.ts';
import { parseArguments } from '../../../src/tools/parse-arguments.ts';
import { planTool } from '../../../src/tools/plan.ts';
import { openCommands } from '../../../src/tools/shell/open-commands.ts';
import type { Tool } from '../../../src/tools/tool.ts';
import { view } from '../../../src/tools/view.ts';
import { write } from '../../../src/tools/write.ts';

const commands = openCommands();
const bash = bashTool(commands);
const output = bashOutputTool(commands);
const plan = planTool(() => undefined);
const finish = finishTool({
  onFinish: () => undefined,
  wasRunSinceChange: () => true,
  objectTo: () => [],
  isLastCall: () => false,
});

const ls = { command: 'ls', timeout_s: 120, background: false };
const oneEdit = { path: 'a.js', edits: [{ old: 'x', new: 'y', replace_all: false }] };
const oneStep = { steps: [{ text: 'look', status: 'pending' }] };
const fixed = { outcome: 'fixed', summary: 'Done.', tests: [], risks: [], limits: [] };

type Understood = readonly [title: string, Tool, text: string, input: unknown, repairs: readonly string[]];

const understood: readonly Understood[] = [
  ['defaults', bash, '{"command":"ls"}', ls, []],
  [
    'a number in quotes',
    bash,
    '{"command":"ls","timeout_s":"30"}',
    { ...ls, timeout_s: 30 },
    ['`timeout_s`: "30" was read as 30'],
  ],
  [
    'null for nothing',
    bash,
    '{"command":"ls","cwd":null,"timeout_s":null}',
    ls,
    ['`cwd` was null and is left out', '`timeout_s` was null and is left out'],
  ],
  ['JSON in a string', bash, '"{\\"command\\":\\"ls\\"}"', ls, ['the arguments were JSON inside a string']],
  [
    'other names',
    bash,
    '{"cmd":"ls","workdir":"src"}',
    { ...ls, cwd: 'src' },
    ['`cmd` was read as `command`', '`workdir` was read as `cwd`'],
  ],
  ['words about the call', bash, '{"command":"ls","description":"Lists"}', ls, ['`description` was left out']],
  [
    'a shell around the command',
    bash,
    '{"command":["bash","-lc","ls"]}',
    ls,
    ['the arguments were given the shape of bash'],
  ],
  [
    'a timeout in milliseconds',
    bash,
    '{"command":"ls","timeout":180000}',
    { ...ls, timeout_s: 180 },
    ['`timeout` was read as `timeout_s`', 'the arguments were given the shape of bash'],
  ],
  [
    'a number of lines',
    view,
    '{"file_path":"a","offset":10,"limit":5}',
    { path: 'a', start_line: 10, end_line: 14 },
    [
      '`file_path` was read as `path`',
      '`offset` was read as `start_line`',
      'the arguments were given the shape of view',
    ],
  ],
  [
    'a pair of lines',
    view,
    '{"path":"a","view_range":[10,-1]}',
    { path: 'a', start_line: 10 },
    ['the arguments were given the shape of view'],
  ],
  [
    'another name with a value in quotes',
    bash,
    '{"command":"ls","run_in_background":"True"}',
    { ...ls, background: true },
    ['`run_in_background` was read as `background`', '`background`: "True" was read as true'],
  ],
  [
    'the handle of another harness',
    output,
    '{"bash_id":"bg1"}',
    { id: 'bg1', wait_s: 10, kill: false },
    ['`bash_id` was read as `id`'],
  ],
  [
    'a number for a text',
    write,
    '{"path":"v","content":1}',
    { path: 'v', content: '1', overwrite: false },
    ['`content`: 1 was read as "1"'],
  ],
  [
    'a flag in quotes',
    write,
    '{"path":"v","content":"","overwrite":"true"}',
    { path: 'v', content: '', overwrite: true },
    ['`overwrite`: "true" was read as true'],
  ],
  [
    'numbers for lines',
    view,
    '{"file_path":"a","start":"3"}',
    { path: 'a', start_line: 3 },
    ['`file_path` was read as `path`', '`start` was read as `start_line`', '`start_line`: "3" was read as 3'],
  ],
  ['a prototype that is slipped in', bash, '{"command":"ls","__proto__":{"cwd":"x"}}', ls, []],
  [
    'one edit without a list',
    edit,
    '{"path":"a.js","edits":{"old":"x","new":"y"}}',
    oneEdit,
    ['`edits` was an object and is read as an array'],
  ],
  [
    'a list in a string',
    edit,
    '{"path":"a.js","edits":"[{\\"old_string\\":\\"x\\",\\"new_string\\":\\"y\\"}]"}',
    oneEdit,
    ['`edits` was a text and is read as an array', '`old_string` was read as `old`', '`new_string` was read as `new`'],
  ],
  [
    'an edit of another harness',
    edit,
    '{"file_path":"a.js","old_string":"x","new_string":"y"}',
    oneEdit,
    [
      '`file_path` was read as `path`',
      '`old_string` was read as `old`',
      '`new_string` was read as `new`',
      'the arguments were given the shape of edit',
    ],
  ],
  ['a name that is another one elsewhere', plan, '{"steps":[{"text":"look"}]}', oneStep, []],
  [
    'the plan of another harness',
    plan,
    '{"plan":[{"step":"look","status":"pending"}]}',
    oneStep,
    ['`plan` was read as `steps`', '`step` was read as `text`'],
  ],
  [
    'one text for a list of texts',
    finish,
    '{"outcome":"fixed","summary":"Done.","tests":"npm test"}',
    { ...fixed, tests: ['npm test'] },
    ['`tests` was "npm test" and is read as an array'],
  ],
];

test.for(understood)('%s: understood, and it is said how', ([, tool, text, input, repairs]) => {
  expect(parseArguments(tool, text)).toMatchObject({ ok: true, input, repairs });
});

const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

const refused: readonly (readonly [string, Tool, string, RegExp])[] = [
  ['what is not JSON', bash, '{"command": "ls', /not a JSON object/],
  ['a list', bash, '["ls"]', /not a JSON object/],
  ['nothing', bash, '', /command/],
  ['a field nobody knows', bash, '{"command":"ls","shell":"zsh"}', /Unrecognized key: "shell"/],
  ['two names for one thing', bash, '{"command":"ls","cmd":"rm -rf ."}', /Unrecognized key: "cmd"/],
  ['a field of the wrong type', bash, '{"command":{"a":1}}', /expected string/],
  ['a command in pieces', bash, '{"command":["ls","-la"]}', /expected string/],
  ['a timeout without end', bash, '{"command":"ls","timeout_s":5000}', /<=900/],
  ['a fraction of a line', view, '{"path":"a","start_line":"1.5"}', /expected int/],
  ['ten million characters', write, JSON.stringify({ path: 'a', content: 'x'.repeat(10_000_000) }), /too long/],
  ['an outcome that is none', finish, '{"outcome":"great","summary":"x"}', /Invalid option/],
  ['very deep nesting', bash, `{"command":${deep(400_000)}}`, /too many parts/],
  ['very deep nesting under no name', bash, `{"command":"ls","x":${deep(400_000)}}`, /too many parts/],
  ['nesting as deep as may be', bash, `{"command":${deep(1_500)}}`, /expected string/],
  ['very deep nesting in a string', edit, JSON.stringify({ path: 'a', edits: deep(400_000) }), /too many parts/],
  ['very many edits', edit, JSON.stringify({ path: 'a', edits: Array(400_000).fill(1) }), /too many parts/],
  ['a hundred thousand fields', bash, `{${Array.from({ length: 90_000 }, (_, at) => `"a${at}":1`)}}`, /too many parts/],
];

test.for(refused)('%s: refused, in words for the model', ([, tool, text, problem]) => {
  const parsed = parseArguments(tool, text);

  expect(parsed).toMatchObject({ ok: false, problem: expect.stringMatching(problem) });
  expect(JSON.stringify(parsed).length).toBeLessThan(3_000);
});
