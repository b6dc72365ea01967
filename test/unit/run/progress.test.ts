import { describe, expect, test } from 'vitest';
import { redactAsKnown } from '../../../src/run/recording/redact-as-known.ts';
import type { RunEvent } from '../../../src/run/run-deps.ts';
import { trackProgress } from '../../../src/run/telling/progress.ts';
import { readEvents } from '../../../src/store/read-events.ts';
import { openRunRecord } from '../../../src/store/run-record.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

describe('the progress of a run', () => {
  test('is recorded and told on, both without its secrets and with the run it belongs to', async () => {
    await using data = await temporaryDirectory();
    const record = openRunRecord(data.path, 'run-1', { redact: redactAsKnown(() => ['hunter2hunter2']) });
    const told: RunEvent[] = [];
    const progress = trackProgress({ now: Date.now, onEvent: (event) => told.push(event) }, record, () => undefined);

    progress.enter('solving');
    progress.addCommand('base', {
      command: 'echo hunter2hunter2',
      exit: { reason: 'exited', code: 0 },
      durationMs: 1,
      stdout: 'hunter2hunter2',
      stderr: '',
    });
    progress.addAgentEvent({ type: 'message', role: 'user', from: 'prompt', text: 'The key is hunter2hunter2.' });
    progress.addEgress({
      purpose: 'agent',
      at: '2026-11-23T00:00:00.000Z',
      method: 'GET',
      host: 'a.example',
      port: 443,
      path: '/?key=hunter2hunter2',
      decision: 'denied',
      reason: 'not allowed',
      status: null,
      bytesIn: 0,
      durationMs: 1,
    });
    await record.flush();

    const events = await Array.fromAsync(readEvents(record.directory));
    expect(events.map(({ type }) => type)).toEqual(['stage', 'command', 'agent.message', 'egress']);
    expect(events[3]).toMatchObject({ attemptedAt: '2026-11-23T00:00:00.000Z', path: '/?key=[redacted]' });
    expect(JSON.stringify(told)).not.toContain('hunter2');
    expect(told).toMatchObject([
      { type: 'stage', runId: 'run-1', stage: 'solving' },
      { type: 'command', runId: 'run-1', run: { command: 'echo [redacted]', stdout: '[redacted]' } },
      { type: 'agent', runId: 'run-1', event: { type: 'message', text: 'The key is [redacted].' } },
    ]);
  });

  test('warns once of a decoy credential that was printed, and sounds the alarm when one is carried off', async () => {
    await using data = await temporaryDirectory();
    const record = openRunRecord(data.path, 'run-1', { redact: (text) => text });
    const progress = trackProgress({ now: Date.now, onEvent: () => undefined }, record, () => undefined);
    const { canary } = progress.canary;

    progress.addCommand('base', { ...ran, stdout: 'ok\n', stderr: `oauth_token: ${canary}` });
    progress.addAgentEvent({ ...seen, text: `https://deploy:${canary}@github.com` });
    progress.addAgentEvent({ ...seen, text: `https://deploy:${canary}@github.com` });

    expect(progress.notes).toHaveLength(2);
    expect(progress.canary.signal.aborted).toBe(false);
    progress.addEgress({ ...attempt, purpose: 'head', path: `/${Buffer.from(canary).toString('hex')}` });
    expect(progress.canary.signal.reason).toMatchObject({ name: 'CompromisedFault' });
    await record.flush();
    const events = await Array.fromAsync(readEvents(record.directory));
    expect(events.filter(({ type }) => type === 'canary')).toMatchObject([
      { where: 'output' },
      { where: 'output' },
      { where: 'egress' },
    ]);
  });

  test('forgets no secret that came to be after it began', async () => {
    const secrets: string[] = [];
    const redact = redactAsKnown(() => secrets);

    expect(redact('minted-later')).toBe('minted-later');
    secrets.push('minted-later');

    expect(redact('minted-later')).toBe('[redacted]');
  });
});

const ran = { command: 'npm ci', exit: { reason: 'exited', code: 0 }, durationMs: 1 } as const;

const seen = {
  type: 'observation',
  step: 1,
  callId: 'call_1',
  tool: 'bash',
  isError: false,
  repairs: [],
  durationMs: 1,
} as const;

const attempt = {
  at: '2026-11-23T00:00:00.000Z',
  method: 'GET',
  host: 'thief.test',
  port: 443,
  decision: 'denied',
  reason: 'not allowed',
  status: null,
  bytesIn: 0,
  durationMs: 1,
} as const;
