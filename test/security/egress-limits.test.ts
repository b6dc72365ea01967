import { once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { listen, openLab, openTlsTunnel, openTunnel, requestText, say } from '../unit/sandbox/egress/egress-lab.ts';

const mebibyte = 1024 * 1024;

/** Gives `total` bytes as fast as they are taken, and counts them as they leave its hands. */
function flood(total: number) {
  const given = { bytes: 0 };
  const answer: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-length': total });
    const chunk = Buffer.alloc(64 * 1024);
    const pour = () => {
      while (given.bytes < total) {
        given.bytes += chunk.length;
        if (!response.write(chunk)) return;
      }
      response.end();
    };
    response.on('drain', pour);
    pour();
  };
  return { given, answer };
}

test.for([{ scheme: 'http' as const }, { scheme: 'https' as const }])(
  'a client that stops reading 50 MiB over $scheme stops the origin too, and is let go',
  async ({ scheme }) => {
    const { given, answer } = flood(50 * mebibyte);
    await using lab = await openLab({ scheme, answer, limits: { idleMs: 1500 } });
    const { authority } = lab.origin;
    const socket = scheme === 'http' ? lab.dial() : await openTlsTunnel(lab, authority);
    socket.on('error', () => socket.destroy());

    const target = scheme === 'http' ? `http://${authority}/big` : '/big';
    socket.write(requestText(`GET ${target} HTTP/1.1`, [`Host: ${authority}`]));
    await lab.reported(1);

    // What the kernel buffers between two loopback sockets is the greater part of it.
    expect(given.bytes).toBeLessThan(16 * mebibyte);
    expect(lab.attempts).toMatchObject([
      { status: 200, reason: expect.stringContaining('not a byte passed for 1500 ms') },
    ]);
    expect(lab.attempts[0]?.bytesIn).toBeLessThan(2 * mebibyte);
  },
);

test('positive control: a client that reads gets all of 50 MiB', async () => {
  const { given, answer } = flood(50 * mebibyte);
  await using lab = await openLab({ answer });
  const tls = await openTlsTunnel(lab, lab.origin.authority);

  await say(tls, requestText('GET /big HTTP/1.1', [`Host: ${lab.origin.authority}`]));

  await lab.reported(1);
  expect(given.bytes).toBe(50 * mebibyte);
  expect(lab.attempts).toMatchObject([{ bytesIn: 50 * mebibyte, reason: null }]);
});

test('the limit of bytes cuts an answer, which nobody can take for whole, and lets no other begin', async () => {
  const { answer } = flood(mebibyte);
  await using lab = await openLab({ scheme: 'http', answer, limits: { bytes: mebibyte / 2 } });
  const ask = () =>
    say(lab.dial(), requestText(`GET http://${lab.origin.authority}/big HTTP/1.1`, [`Host: ${lab.origin.authority}`]));

  const cut = await ask();
  await lab.reported(1);
  const refused = await ask();

  expect(cut.length).toBeLessThan(mebibyte);
  expect(refused).toContain('HTTP/1.1 429');
  expect(lab.attempts.map(({ decision, status }) => [decision, status])).toEqual([
    ['denied', 200],
    ['denied', null],
  ]);
});

test('only so many requests are answered at once, and the next one after that again', async () => {
  const held: ServerResponse[] = [];
  const arrivals = new EventTarget();
  await using lab = await openLab({
    scheme: 'http',
    limits: { concurrentRequests: 2 },
    answer: (_request, response) => {
      held.push(response);
      arrivals.dispatchEvent(new Event('arrival'));
    },
  });
  const ask = () =>
    say(lab.dial(), requestText(`GET http://${lab.origin.authority}/slow HTTP/1.1`, [`Host: ${lab.origin.authority}`]));

  const first = [ask(), ask()];
  while (held.length < 2) await once(arrivals, 'arrival');
  const refused = await ask();
  for (const response of held) response.end('at last');
  await Promise.all(first);
  const next = ask();
  while (held.length < 3) await once(arrivals, 'arrival');
  held[2]?.end('at last');

  expect(refused).toContain('HTTP/1.1 503');
  expect(await next).toContain('at last');
  expect(lab.attempts.map(({ decision }) => decision)).toEqual(['denied', 'allowed', 'allowed', 'allowed']);
});

test('a flood of connections is cut off at the limit, and room is made when they go', async () => {
  await using lab = await openLab({ scheme: 'http', limits: { connections: 8, lingerMs: 50 } });
  const ask = requestText(`GET http://${lab.origin.authority}/ HTTP/1.1`, [`Host: ${lab.origin.authority}`]);

  const held = Array.from({ length: 8 }, () => lab.dial());
  const refused = await Promise.all(Array.from({ length: 20 }, () => say(lab.dial(), ask)));
  const reports = lab.attempts.length;
  for (const socket of held) socket.destroy();

  expect(refused.join('')).toBe('');
  expect(reports).toBe(20);
  await expect.poll(() => say(lab.dial(), ask)).toContain('from the origin');
});

test('when the limit of requests is spent, one last attempt is reported and nothing more is served', async () => {
  await using lab = await openLab({ scheme: 'http', limits: { requests: 2 } });
  const ask = () =>
    say(lab.dial(), requestText(`GET http://${lab.origin.authority}/ HTTP/1.1`, [`Host: ${lab.origin.authority}`]));

  const answers = [await ask(), await ask(), await ask(), await ask(), await ask()];

  expect(answers.map((answer) => answer.split('\r\n', 1)[0])).toEqual([
    'HTTP/1.1 200 OK',
    'HTTP/1.1 200 OK',
    'HTTP/1.1 429 Too Many Requests',
    '',
    '',
  ]);
  expect(lab.attempts).toHaveLength(3);
});

test('a burst of requests is served, and then so many a second, each refusal told and written down', async () => {
  const clock = { ms: 0 };
  await using lab = await openLab({
    scheme: 'http',
    now: () => clock.ms,
    limits: { rate: { burst: 3, perSecond: 2 } },
  });
  const ask = () =>
    say(lab.dial(), requestText(`GET http://${lab.origin.authority}/ HTTP/1.1`, [`Host: ${lab.origin.authority}`]));
  const askFiveTimes = async () => {
    const answers: string[] = [];
    for (let round = 0; round < 5; round += 1) answers.push(await ask());
    return answers;
  };

  const first = await askFiveTimes();
  clock.ms += 1000;
  const second = await askFiveTimes();

  expect(first.filter((answer) => answer.startsWith('HTTP/1.1 200'))).toHaveLength(3);
  expect(second.filter((answer) => answer.startsWith('HTTP/1.1 200'))).toHaveLength(2);
  expect(first[4]).toMatch(/^HTTP\/1\.1 429 .*retry-after: 1\r\n.*its limit of 2 requests a second is reached/s);
  expect(lab.attempts).toHaveLength(10);
  expect(lab.attempts.filter(({ decision }) => decision === 'denied')).toHaveLength(5);
});

test('tunnels count for the rate too, even when nothing is asked in them', async () => {
  await using lab = await openLab({ now: () => 0, limits: { rate: { burst: 2, perSecond: 1 } } });
  const { authority } = lab.origin;

  await openTunnel(lab, authority);
  await openTunnel(lab, authority);
  const third = await say(lab.dial(), requestText(`CONNECT ${authority} HTTP/1.1`, [`Host: ${authority}`]));

  expect(third).toMatch(/^HTTP\/1\.1 429 /);
  expect(lab.attempts).toMatchObject([{ method: 'CONNECT', decision: 'denied' }]);
});

test('a thousand pipelined requests whose answers nobody reads are not all answered into memory', async () => {
  await using lab = await openLab({ scheme: 'http', limits: { headMs: 300 } });
  const socket = lab.dial();
  const one = 'GET http://evil.test/ HTTP/1.1\r\nHost: evil.test\r\n\r\n';

  for (let sent = 0; sent < 100; sent += 1) socket.write(one.repeat(1000));
  await once(socket, 'close');

  expect(lab.attempts.length).toBeLessThan(5000);
  expect(lab.origin.seen.connections).toBe(0);
});

test.for([
  { where: 'to the proxy', begin: (lab: Awaited<ReturnType<typeof openLab>>) => Promise.resolve(lab.dial()) },
  {
    where: 'in a tunnel, before TLS',
    begin: (lab: Awaited<ReturnType<typeof openLab>>) => openTunnel(lab, lab.origin.authority),
  },
  {
    where: 'inside TLS',
    begin: (lab: Awaited<ReturnType<typeof openLab>>) => openTlsTunnel(lab, lab.origin.authority),
  },
])('a client that starts $where and never finishes is let go, and recorded once', async ({ begin }) => {
  await using lab = await openLab({ limits: { headMs: 200 } });
  const socket = await begin(lab);

  socket.write(where(socket));
  await listen(socket);

  expect(lab.attempts).toMatchObject([{ decision: 'denied', reason: expect.stringContaining('within 200 ms') }]);
});

/** The beginning of a TLS record is no HTTP, so that this fits all three places. */
function where(socket: object): string {
  return 'encrypted' in socket ? 'GET / HTTP/1.1\r\nHo' : 'GET';
}

test('a connection that says nothing is let go, and is no attempt', async () => {
  await using lab = await openLab({ limits: { headMs: 50 } });

  await listen(lab.dial());

  expect(lab.attempts).toEqual([]);
});

test('an origin that never answers is given up on', async () => {
  await using lab = await openLab({ scheme: 'http', limits: { idleMs: 100 }, answer: () => 'silence' });

  const answer = await say(
    lab.dial(),
    requestText(`GET http://${lab.origin.authority}/ HTTP/1.1`, [`Host: ${lab.origin.authority}`]),
  );

  expect(answer).toContain('HTTP/1.1 502');
  expect(lab.attempts).toMatchObject([
    { decision: 'allowed', status: null, reason: expect.stringContaining('100 ms') },
  ]);
});

test('a name that is never resolved is given up on', async () => {
  await using lab = await openLab({ scheme: 'http', limits: { connectMs: 100 }, resolve: () => 'silence' });

  const answer = await say(
    lab.dial(),
    requestText(`GET http://${lab.origin.authority}/ HTTP/1.1`, [`Host: ${lab.origin.authority}`]),
  );

  expect(answer).toContain('no connection within 100 ms');
  expect(lab.attempts).toMatchObject([{ decision: 'allowed', status: null }]);
});
