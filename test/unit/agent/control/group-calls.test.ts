import { expect, test } from 'vitest';
import { groupCalls } from '../../../../src/agent/control/group-calls.ts';
import { openToolset } from '../../../../src/tools/open-toolset.ts';

const { tools } = openToolset({
  editStyle: 'edit',
  onPlan: () => undefined,
  onFinish: () => undefined,
  wasRunSinceChange: () => true,
  objectTo: () => [],
});

test.for([
  ['view view view', 'view+view+view'],
  ['view edit view', 'view edit view'],
  ['bash bash', 'bash bash'],
  ['edit write bash', 'edit write bash'],
  ['view bash_output plan', 'view+bash_output+plan'],
  ['view view finish view', 'view+view finish view'],
  ['view nope view', 'view nope view'],
  [Array(10).fill('view').join(' '), `${Array(8).fill('view').join('+')} view+view`],
  ['', ''],
] as const)('%s is carried out as %s', ([names, groups]) => {
  const calls = names.split(' ').filter(Boolean);

  const grouped = groupCalls(
    tools,
    calls.map((name, at) => ({ id: `${at}`, name, arguments: '{}' })),
  );

  expect(grouped.map((group) => group.map(({ call }) => call.name).join('+')).join(' ')).toBe(groups);
  expect(grouped.flat().map(({ index }) => index)).toEqual(calls.map((_, at) => at));
});
