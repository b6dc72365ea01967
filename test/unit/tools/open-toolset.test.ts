import { expect, test } from 'vitest';
import { defineForModel } from '../../../src/tools/define-for-model.ts';
import { openToolset, type ToolsetOptions } from '../../../src/tools/open-toolset.ts';
import type { Tool } from '../../../src/tools/tool.ts';
import { localBox } from '../../support/local-box.ts';
import { use } from './use.ts';

function someOptions(different: Partial<ToolsetOptions> = {}): ToolsetOptions {
  return {
    editStyle: 'edit',
    onPlan: () => undefined,
    onFinish: () => undefined,
    wasRunSinceChange: () => true,
    objectTo: () => [],
    ...different,
  };
}

function named(tools: readonly Tool[], name: string): Tool {
  return tools.find((tool) => tool.name === name) ?? expect.unreachable(`There is no tool ${name}`);
}

test.for<readonly [ToolsetOptions['editStyle'], readonly string[]]>([
  ['edit', ['bash', 'bash_output', 'view', 'edit', 'write', 'plan', 'finish']],
  ['apply-patch', ['bash', 'bash_output', 'view', 'apply_patch', 'plan', 'finish']],
])('a model that edits by %s has one way to do so', async ([editStyle, names]) => {
  await using toolset = openToolset(someOptions({ editStyle }));

  expect(toolset.tools.map(({ name }) => name)).toEqual(names);
});

test('every attempt describes its tools in the same bytes', async () => {
  await using one = openToolset(someOptions());
  await using other = openToolset(someOptions());

  expect(JSON.stringify(one.tools.map(defineForModel))).toBe(JSON.stringify(other.tools.map(defineForModel)));
});

test('the description of all tools is short, as every request has it', async () => {
  await using toolset = openToolset(someOptions());

  expect(JSON.stringify(toolset.tools.map(defineForModel)).length).toBeLessThan(6_144);
});

test('tools are described by strict JSON Schemas', async () => {
  await using toolset = openToolset(someOptions());

  const { name, parameters } = defineForModel(named(toolset.tools, 'bash'));

  expect(name).toBe('bash');
  expect(parameters).toMatchObject({
    type: 'object',
    additionalProperties: false,
    required: ['command'],
    properties: { timeout_s: { type: 'integer', minimum: 1, maximum: 900, default: 120 } },
  });
  expect(parameters).not.toHaveProperty('$schema');
});

test('the plan is told to whoever keeps it, and read back', async () => {
  await using box = await localBox();
  const plans: unknown[] = [];
  await using toolset = openToolset(someOptions({ onPlan: (plan) => void plans.push(plan) }));

  const steps = [{ text: 'Find it', status: 'done' }, { text: 'Fix it', status: 'in_progress' }, { text: 'Test it' }];
  const seen = await use(box, named(toolset.tools, 'plan'), { steps });

  expect(seen.text).toBe('The plan is:\n[x] Find it\n[>] Fix it\n[ ] Test it');
  expect(plans).toEqual([[...steps.slice(0, 2), { text: 'Test it', status: 'pending' }]]);
});

test('the end of a toolset ends the commands that its bash left behind', async () => {
  await using box = await localBox();
  const toolset = openToolset(someOptions());
  await use(box, named(toolset.tools, 'bash'), { command: 'sleep 614', background: true });

  await toolset[Symbol.asyncDispose]();
  const left = await box.exec("pgrep -f '^sleep 614' || true", { timeoutMs: 10_000 });

  expect(left.stdout).toBe('');
});
