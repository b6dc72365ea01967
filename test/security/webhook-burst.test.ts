import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startBareProbot } from '../support/bare-probot.ts';
import { startIntake } from '../support/start-intake.ts';
import { burstOf, sendBurst } from '../support/webhook-burst.ts';

const burst = burstOf({ bodies: 700, replays: 300 });
const issues = Array.from({ length: 700 }, (_, n) => n + 1);

test('a burst of a thousand deliveries, a third of them replays, begins each run once, while others attack the door', async () => {
  await using intake = await startIntake();
  const slow = await Promise.all(Array.from({ length: 60 }, () => dribble(intake.url)));
  const large = Array.from({ length: 5 }, () => sendLarge(intake.url));

  const answers = await sendBurst(intake.url, burst, 40);
  const begunDuring = [...intake.begun];
  intake.release();
  await intake.idle();

  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  expect(begunDuring).toHaveLength(2);
  expect(intake.begun.toSorted((one, other) => one - other)).toEqual(issues);
  expect(await Promise.all(large)).toEqual([413, 413, 413, 413, 413]);
  // Not by us: the server has had enough of them by itself.
  await Promise.all(slow.map(({ closed }) => closed));
});

test('control: where nothing looks after replays, the same burst begins runs twice', async () => {
  const begun: number[] = [];
  await using probot = await startBareProbot((issue) => begun.push(issue));

  const answers = await sendBurst(`${probot.url}/api/github/webhooks`, burst, 40);

  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  expect(begun).toHaveLength(1000);
  expect(new Set(begun).size).toBe(700);
});

/** Half of a request, of which the rest never comes. */
async function dribble(url: string): Promise<{ readonly socket: Socket; readonly closed: Promise<unknown> }> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  await once(socket, 'connect');
  socket.resume().write(`POST ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nX-GitHub-Event: issues\r\nContent-Le`);
  return { socket, closed };
}

/** 30 MB of nothing, as fast as they are taken. */
function sendLarge(url: string): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const headers = { 'content-type': 'application/json', 'x-github-event': 'issues', 'x-github-delivery': 'large' };
  const client = request(url, { method: 'POST', headers }, (response) => resolve(response.statusCode));
  client.on('error', () => resolve(undefined));
  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  for (let sent = 0; sent < 30; sent += 1) client.write(megabyte);
  client.end();
  return promise;
}
