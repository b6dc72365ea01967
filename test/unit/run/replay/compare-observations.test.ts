import { describe, expect, test } from 'vitest';
import { notices } from '../../../../src/agent/notices.ts';
import { compareObservations, type Observed } from '../../../../src/run/replay/compare-observations.ts';

function observed(text: string, different: Partial<Observed> = {}): Observed {
  return { step: 1, callId: 'a', tool: 'bash', text, isError: false, ...different };
}

describe('two observations of one call', () => {
  test.for([
    ['how long it took', 'exit code 0 · 123 ms\nok', 'exit code 0 · 98765 ms\nok'],
    ['the time of day', 'at 12:01:02', 'at 23:59:59'],
    ['the date', 'on 2026-11-23T10:00:00.123Z', 'on 2027-01-01T00:00:00Z'],
    ['a temporary name', 'in /tmp/vitest-abc123', 'in /tmp/vitest-zzz999'],
    [
      'a port',
      'http://127.0.0.1:40123/ and localhost:8081',
      'http://127.0.0.1:9/ and localhost:65535'.replace(':9/', ':99/'),
    ],
    ['the seconds a test took', 'duration_ms 12.345', 'duration_ms 9.1'],
    ['a process', 'pid 123', 'pid 4567'],
    ['the handle of a command', 'still running as bg1', 'still running as bg2'],
  ] as const)('are the same when only %s differs', ([, before, after]) => {
    const [call] = compareObservations([observed(before)], [observed(after)]);

    expect(call?.outcome).toBe('same');
  });

  test('are different at the first line that is not the same', () => {
    const [call] = compareObservations([observed('one\ntwo\nthree')], [observed('one\n2\n3')]);

    expect(call).toEqual({
      step: 1,
      callId: 'a',
      tool: 'bash',
      outcome: 'different',
      difference: { line: 2, recorded: 'two', replayed: '2' },
    });
  });

  test.for([
    ['an exit code', 'exit code 0 · 1 ms', 'exit code 1 · 1 ms'],
    ['a count', '4 passed', '5 passed'],
    ['a line that is gone', 'one\ntwo', 'one'],
    ['an empty line', 'one', 'one\n'],
  ] as const)('are different in %s', ([, before, after]) => {
    const [call] = compareObservations([observed(before)], [observed(after)]);

    expect(call?.outcome).toBe('different');
  });

  test('are different when only one of them is an error', () => {
    const [call] = compareObservations([observed('x', { isError: true })], [observed('x')]);

    expect(call).toMatchObject({ outcome: 'different', difference: { line: 0, recorded: 'an error' } });
  });

  test('are shown in part when their lines are long', () => {
    const [call] = compareObservations([observed('a'.repeat(10_000))], [observed('b'.repeat(10_000))]);

    expect(JSON.stringify(call).length).toBeLessThan(600);
  });

  test('cannot be compared where a secret was taken out of the record', () => {
    const [secret, token] = compareObservations(
      [observed('key [redacted]'), observed('token [redacted]', { callId: 'b' })],
      [observed('key hunter2hunter2'), observed(`token ghp_${'a'.repeat(40)}`, { callId: 'b' })],
    );

    expect(secret).toMatchObject({ outcome: 'incomparable', why: expect.stringContaining('redacted') });
    expect(token?.outcome).toBe('same');
  });

  test.for([notices.interrupted, notices.neverStarted])('cannot be compared where it says: %s', (text) => {
    const [call] = compareObservations([observed(text)], [observed('done')]);

    expect(call?.outcome).toBe('incomparable');
  });

  test('are found by step and call, whatever their order; one that is missing is named', () => {
    const replayed = [observed('second', { step: 2 }), observed('first')];

    const compared = compareObservations(
      [observed('first'), observed('second', { step: 2 }), observed('x', { step: 3 })],
      replayed,
    );

    expect(compared.map(({ outcome }) => outcome)).toEqual(['same', 'same', 'not-replayed']);
  });
});
