import { expect, test } from 'vitest';
import { readCommands } from '../../../../src/webhooks/commands/read-commands.ts';
import { settleCommands } from '../../../../src/webhooks/commands/settle-commands.ts';

test.for<[comment: string, carriedOut: readonly string[], setAside: Readonly<Record<string, string>>]>([
  ['/agent', ['agent'], {}],
  ['nothing', [], {}],
  ['/agent\n/budget 5', ['agent', 'budget'], {}],
  ['/approve\n/budget 5', ['approve', 'budget'], {}],
  ['/stop\n/stop', ['stop'], {}],
  ['/agent x\n/agent x', ['agent'], {}],
  ['/help\n/explain a.ts\n/explain b.ts', ['help', 'explain', 'explain'], {}],
  ['/agent x\n/agent y', [], { agent: 'only the one that you mean' }],
  ['/plan\n/approve', [], { plan: 'only the one', approve: 'only the one' }],
  ['/retry\n/retry x3', [], { retry: 'only the one', 'retry-many': 'only the one' }],
  ['/retry\n/plan\n/help', ['help'], { retry: 'only the one', plan: 'only the one' }],
  ['/budget 5\n/budget 6\n/agent', ['agent'], { budget: 'only the one' }],
  ['/stop\n/retry', ['stop'], { retry: 'says to stop' }],
  ['/retry\n/stop', ['stop'], { retry: 'says to stop' }],
  ['/budget 5\n/stop\n/help', ['stop', 'help'], { budget: 'says to stop' }],
  ['/agent\n/budget much', [], { agent: 'was not understood', malformed: 'a number of US dollars' }],
  ['/agent\n/bugdet 5', [], { agent: 'was not understood', unknown: 'no such command' }],
  ['/stop\n/halp', ['stop'], { unknown: 'no such command' }],
  ['/agent\n/lgtm', ['agent'], {}],
  [
    '/help\n/explain a\n/explain b\n/explain c\n/explain d\n/explain e\n/stop',
    ['stop', 'help', 'explain', 'explain', 'explain'],
    { explain: 'first 5' },
  ],
])('of %j the right ones are carried out, and the others answered', ([comment, carriedOut, setAside]) => {
  const settled = settleCommands(readCommands(comment));

  expect(settled.carryOut.map(({ kind }) => kind)).toEqual(carriedOut);
  const reasons = Object.fromEntries(settled.setAside.map(({ command, because }) => [command.kind, because]));
  expect(reasons).toEqual(
    Object.fromEntries(Object.entries(setAside).map(([kind, reason]) => [kind, expect.stringContaining(reason)])),
  );
});

test('a misspelt command is answered with the one that was meant', () => {
  expect(settleCommands(readCommands('/rety')).setAside).toEqual([
    {
      command: { kind: 'unknown', word: 'rety', nearest: 'retry' },
      because: 'There is no such command.',
      examples: ['/retry', '/help'],
    },
  ]);
});
