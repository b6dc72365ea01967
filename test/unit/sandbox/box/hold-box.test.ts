import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FrameType } from '../../../../src/sandbox/box/frame.ts';
import { openScriptedBox } from './scripted-box.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const tenMinutes = 600_000;

test('a box that is held is not missed, however long', async () => {
  const { box, agent } = await openScriptedBox();
  let isClosed = false;
  void box.closed.then(() => {
    isClosed = true;
  });

  box.hold();
  box.hold();
  await vi.advanceTimersByTimeAsync(tenMinutes);
  box.release();
  agent.send(FrameType.pong, 0);
  await vi.advanceTimersByTimeAsync(15_000);

  expect(isClosed).toBe(false);
  box.close();
});

test('a box that says nothing after it was released is lost', async () => {
  const { box } = await openScriptedBox();

  box.hold();
  await vi.advanceTimersByTimeAsync(tenMinutes);
  box.release();
  await vi.advanceTimersByTimeAsync(41_000);

  await box.closed;
});

test('a deadline of the host goes on where it stopped', async () => {
  const { box, agent } = await openScriptedBox();
  const spawning = box.spawn(['sleep'], { timeoutMs: 5000 });
  const { stream } = await agent.next(FrameType.open);
  agent.send(FrameType.started, stream);
  const process = await spawning;
  const ended = vi.fn();
  void process.exit.then(ended);

  await vi.advanceTimersByTimeAsync(15_000);
  agent.send(FrameType.pong, 0);
  box.hold();
  await vi.advanceTimersByTimeAsync(tenMinutes);
  box.release();
  await vi.advanceTimersByTimeAsync(4000);
  expect(ended).not.toHaveBeenCalled();

  await vi.advanceTimersByTimeAsync(2000);

  expect(await process.exit).toEqual({ reason: 'lost' });
});

test('an environment that comes late is that of the processes after it', async () => {
  const { box, agent } = await openScriptedBox({ env: { OLD: '1' } });

  box.setEnv({ NEW: '2' });
  const executing = box.exec('true', { timeoutMs: 1000, env: { OWN: '3' } }).catch((error: unknown) => error);

  const { payload } = await agent.next(FrameType.open);
  expect(JSON.parse(payload.toString())).toMatchObject({ env: { NEW: '2', OWN: '3' } });
  expect(payload.toString()).not.toContain('OLD');
  box.close();
  await executing;
});
