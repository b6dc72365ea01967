import { expect, test } from 'vitest';
import { suggestTool } from '../../../src/tools/suggest-tool.ts';

const editing = ['bash', 'bash_output', 'view', 'edit', 'write', 'plan', 'finish'];
const patching = ['bash', 'bash_output', 'view', 'apply_patch', 'plan', 'finish'];

test.for<readonly [string, readonly string[], string | null]>([
  ['run_command', editing, 'bash'],
  ['Bash', editing, 'bash'],
  ['container.exec', editing, 'bash'],
  ['BashOutput', editing, 'bash_output'],
  ['read_file', editing, 'view'],
  ['str_replace_editor', editing, 'edit'],
  ['str_replace_editor', patching, 'apply_patch'],
  ['apply_patch', editing, 'edit'],
  ['create_file', patching, 'apply_patch'],
  ['TodoWrite', editing, 'plan'],
  ['submit', editing, 'finish'],
  ['frobnicate', editing, null],
  ['', editing, null],
  ['x'.repeat(1_000_000), editing, null],
])('%s among %j means %s', ([asked, offered, meant]) => {
  expect(suggestTool(asked, offered)).toBe(meant);
});
