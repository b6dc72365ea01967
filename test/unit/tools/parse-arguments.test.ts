import { expect, test } from 'vitest';
import { bash } from '../../../src/tools/bash.ts';
import { edit } from '../../../src/tools/edit.ts';
import { finishTool } from '../../../src/tools/finish.ts';
import { parseArguments } from '../../../src/tools/parse-arguments.ts';
import type { Tool } from '../../../src/tools/tool.ts';
import { view } from '../../../src/tools/view.ts';
import { write } from '../../../src/tools/write.ts';

const oneEdit = { path: 'a.js', edits: [{ old: 'x', new: 'y', replace_all: false }] };

const understood: readonly (readonly [string, Tool, string, unknown])[] = [
  ['defaults', bash, '{"command":"ls"}', { command: 'ls', timeout_s: 120 }],
  ['a number in quotes', bash, '{"command":"ls","timeout_s":"30"}', { command: 'ls', timeout_s: 30 }],
  ['null for nothing', bash, '{"command":"ls","cwd":null,"timeout_s":null}', { command: 'ls', timeout_s: 120 }],
  ['JSON in a string', bash, '"{\\"command\\":\\"ls\\"}"', { command: 'ls', timeout_s: 120 }],
  ['other names', bash, '{"cmd":"ls","workdir":"src"}', { command: 'ls', cwd: 'src', timeout_s: 120 }],
  ['a number for a text', write, '{"path":"v","content":1}', { path: 'v', content: '1', overwrite: false }],
  [
    'a flag in quotes',
    write,
    '{"path":"v","content":"","overwrite":"true"}',
    { path: 'v', content: '', overwrite: true },
  ],
  ['numbers for lines', view, '{"file_path":"a","start":"3"}', { path: 'a', start_line: 3 }],
  [
    'a prototype that is slipped in',
    bash,
    '{"command":"ls","__proto__":{"cwd":"x"}}',
    { command: 'ls', timeout_s: 120 },
  ],
  ['one edit without a list', edit, '{"path":"a.js","edits":{"old":"x","new":"y"}}', oneEdit],
  [
    'a list in a string',
    edit,
    '{"path":"a.js","edits":"[{\\"old_string\\":\\"x\\",\\"new_string\\":\\"y\\"}]"}',
    oneEdit,
  ],
  ['an edit of another harness', edit, '{"file_path":"a.js","old_string":"x","new_string":"y"}', oneEdit],
];

test.for(understood)('%s: understood', ([, tool, text, input]) => {
  expect(parseArguments(tool, text)).toEqual({ ok: true, input });
});

const refused: readonly (readonly [string, Tool, string, RegExp])[] = [
  ['what is not JSON', bash, '{"command": "ls', /not a JSON object/],
  ['a list', bash, '["ls"]', /not a JSON object/],
  ['nothing', bash, '', /command/],
  ['a field nobody knows', bash, '{"command":"ls","shell":"zsh"}', /Unrecognized key: "shell"/],
  ['a field of the wrong type', bash, '{"command":{"a":1}}', /expected string/],
  ['a timeout without end', bash, '{"command":"ls","timeout_s":100000}', /<=900/],
  ['ten million characters', write, JSON.stringify({ path: 'a', content: 'x'.repeat(10_000_000) }), /too long/],
  ['an outcome that is none', finishTool(() => undefined), '{"outcome":"great","summary":"x"}', /Invalid option/],
];

test.for(refused)('%s: refused, in words for the model', ([, tool, text, problem]) => {
  const parsed = parseArguments(tool, text);

  expect(parsed).toMatchObject({ ok: false, problem: expect.stringMatching(problem) });
  expect(JSON.stringify(parsed).length).toBeLessThan(3_000);
});
