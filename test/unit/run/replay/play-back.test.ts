import { describe, expect, test } from 'vitest';
import { type KnownEvent, parseKnownEvent } from '../../../../src/run/recording/recorded-event.ts';
import { playBack, RecordIsOver } from '../../../../src/run/replay/play-back.ts';
import { toRecordedAttempt } from '../../../../src/run/replay/recorded-attempt.ts';

const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, costUsd: null };
const settings = {
  solver: 'sandpiper',
  image: 'x',
  commands: null,
  budget: { steps: 1, tokens: 1, costUsd: 1, minutes: 1 },
  model: { name: 'm', editStyle: 'edit' },
};
const started = { type: 'run.started', repository: 'x', versions: { sandpiper: '1' }, settings };
const base = { type: 'run.base', sha: 'a'.repeat(40), branch: 'main', mirror: 'x.git', image: 'x' };
const answer = (step: number) => ({
  type: 'agent.answer',
  step,
  text: `answer ${step}`,
  reasoning: '',
  toolCalls: [],
  finish: 'complete',
  repairs: [],
  usage,
  durationMs: 1,
});
const message = (from: string, text: string) => ({ type: 'agent.message', role: 'user', from, text });
const command = (different: object) => ({
  type: 'command',
  purpose: 'agent',
  command: 'npm ci',
  exit: { reason: 'exited', code: 0 },
  stdout: { file: 'commands/001.out' },
  ...different,
});

function events(...told: readonly object[]): readonly KnownEvent[] {
  return told.flatMap(
    (data, at) => parseKnownEvent({ seq: at + 1, at: '', type: '', prev: '', hash: '', ...data }) ?? [],
  );
}

const request = { messages: [], tools: [] };
const patience = { maxWaitMs: 0, onWait: () => undefined };
const never = new AbortController().signal;

describe('a recorded attempt', () => {
  test('answers as its model did, and says when the record is over', async () => {
    const { askModel } = playBack(toRecordedAttempt(events(started, base, answer(1), answer(2))));

    expect((await askModel(request, patience, never)).message.text).toBe('answer 1');
    expect((await askModel(request, patience, never)).message.text).toBe('answer 2');
    await expect(askModel(request, patience, never)).rejects.toThrow(RecordIsOver);
  });

  test('tells what maintainers said when they said it, and once', async () => {
    const told = events(
      started,
      base,
      message('prompt', 'Fix it.'),
      answer(1),
      message('notice', 'Use a tool.'),
      message('maintainer', 'Only the sign!'),
      answer(2),
    );
    const { askModel, takeMessages } = playBack(toRecordedAttempt(told));

    expect(takeMessages()).toEqual([]);
    await askModel(request, patience, never);
    expect(takeMessages()).toMatchObject([{ text: 'Only the sign!' }]);
    expect(takeMessages()).toEqual([]);
  });

  test('was prepared by what ran to its end in the agent’s box before it began', () => {
    const { preparation } = toRecordedAttempt(
      events(
        started,
        base,
        command({ command: 'make setup' }),
        command({ command: 'npm ci', purpose: 'base' }),
        command({ command: ['bash', '-c', 'serve'], stdout: null }),
        message('prompt', 'Fix it.'),
        command({ command: 'npm test' }),
        answer(1),
      ),
    );

    expect(preparation.map((ran) => ran.command)).toEqual(['make setup']);
  });

  test.for([
    ['that never began', [started, base]],
    ['without a commit', [started, answer(1)]],
    ['without a beginning', [base, answer(1)]],
  ] as const)('%s cannot be done again', ([, told]) => {
    expect(() => toRecordedAttempt(events(...told))).toThrow(/nothing to replay/);
  });

  test('in the workspace that another run left cannot be done again from its base', () => {
    const told = [started, base, { type: 'run.workspace', from: 'run-1' }, answer(1)];

    expect(() => toRecordedAttempt(events(...told))).toThrow(/the workspace that the run run-1 left/);
  });
});
