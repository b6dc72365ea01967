import { once } from 'node:events';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { listen, openLab, openTlsTunnel, openTunnel, registry, requestText, say } from './egress-lab.ts';

test('an allowed package is read through a tunnel, under a certificate of the sandbox', async () => {
  await using lab = await openLab();
  const tls = await openTlsTunnel(lab, lab.origin.authority, { ca: lab.egress.caCertificatePem });

  const answer = await say(tls, requestText('GET /left-pad?x=1 HTTP/1.1', [`Host: ${lab.origin.authority}`]));

  expect(tls.authorized).toBe(true);
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toContain('from the origin');
  expect(lab.attempts).toEqual([
    {
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      method: 'GET',
      host: registry,
      port: lab.origin.port,
      path: '/left-pad?x=1',
      decision: 'allowed',
      reason: null,
      status: 200,
      bytesIn: 15,
      durationMs: expect.any(Number),
    },
  ]);
});

test('a HEAD request is answered without a body', async () => {
  await using lab = await openLab({
    answer: (_request, response) => void response.writeHead(200, { 'content-length': 1000 }).end(),
  });
  const tls = await openTlsTunnel(lab, lab.origin.authority);

  const answer = await say(tls, requestText('HEAD /left-pad HTTP/1.1', [`Host: ${lab.origin.authority}`]));

  expect(answer).toMatch(/content-length: 1000\r\n.*\r\n\r\n$/is);
  expect(lab.attempts).toMatchObject([{ method: 'HEAD', status: 200, bytesIn: 0 }]);
});

test("the answer's own headers reach the client, and those of the hop do not", async () => {
  await using lab = await openLab({
    scheme: 'http',
    answer: (_request, response) => {
      const headers = [
        'ETag',
        '"1"',
        'Link',
        '<1>',
        'Link',
        '<2>',
        'Proxy-Authenticate',
        'Basic',
        'Keep-Alive',
        'timeout=1',
      ];
      response.writeHead(404, [...headers, 'Content-Encoding', 'br']).end('not decoded');
    },
  });

  const answer = await say(
    lab.dial(),
    requestText(`GET http://${lab.origin.authority}/x HTTP/1.1`, [`Host: ${lab.origin.authority}`]),
  );

  expect(answer).toMatch(
    /^HTTP\/1\.1 404 Not Found\r\nETag: "1"\r\nLink: <1>\r\nLink: <2>\r\nContent-Encoding: br\r\n/,
  );
  expect(answer).not.toMatch(/Proxy-Authenticate|Keep-Alive/);
  expect(answer).toContain('not decoded');
});

test('many tunnels share one connection to the origin', async () => {
  await using lab = await openLab();

  for (let round = 0; round < 3; round += 1) {
    const tls = await openTlsTunnel(lab, lab.origin.authority);
    await say(tls, requestText('GET /left-pad HTTP/1.1', [`Host: ${lab.origin.authority}`]));
  }

  expect(lab.attempts.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(lab.origin.seen.connections).toBe(1);
});

test('a kept connection that the origin gives up just then is replaced', async () => {
  const used = new WeakSet<object>();
  await using lab = await openLab({
    scheme: 'http',
    answer: (request, response) => {
      if (used.has(request.socket)) request.socket.destroy();
      else response.end('from the origin');
      used.add(request.socket);
    },
  });
  const ask = requestText(`GET http://${lab.origin.authority}/ HTTP/1.1`, [`Host: ${lab.origin.authority}`]);

  const answers = [await say(lab.dial(), ask), await say(lab.dial(), ask)];

  expect(answers.every((answer) => answer.includes('from the origin'))).toBe(true);
  expect(lab.origin.seen.connections).toBe(2);
  expect(lab.attempts).toHaveLength(2);
});

test('requests follow one another on a kept connection, refused ones too', async () => {
  await using lab = await openLab();
  const host = `Host: ${lab.origin.authority}`;
  const tls = await openTlsTunnel(lab, lab.origin.authority);

  const answer = await say(
    tls,
    `GET /1 HTTP/1.1\r\n${host}\r\n\r\nPUT /2 HTTP/1.1\r\n${host}\r\n\r\n${requestText('GET /3 HTTP/1.1', [host])}`,
  );

  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 405', 'HTTP/1.1 200']);
  expect(lab.attempts.map(({ path, decision }) => `${path} ${decision}`).sort()).toEqual([
    '/1 allowed',
    '/2 denied',
    '/3 allowed',
  ]);
});

test('a tunnel is recorded once when its client does not trust the certificate', async () => {
  await using lab = await openLab();
  const socket = await openTunnel(lab, lab.origin.authority);

  const tls = connect({ socket, servername: registry });
  await once(tls, 'error');
  await lab.reported(1);

  expect(lab.attempts).toMatchObject([
    { method: 'CONNECT', host: registry, path: '', decision: 'denied', status: null },
  ]);
});

test.for([
  { stage: 'after half a head', words: 'GET http://evil.test/ HTTP/1.1\r\nHo', line: { host: '', decision: 'denied' } },
  { stage: 'with nonsense', words: '\x16\x03\x01\x02\0\r\n\r\n', line: { host: '', decision: 'denied' } },
])('a client that leaves $stage is recorded once', async ({ words, line }) => {
  await using lab = await openLab();
  const socket = lab.dial();

  socket.end(words);
  await lab.reported(1);
  await listen(socket);

  expect(lab.attempts).toMatchObject([line]);
});

test('a client that leaves while the origin is thinking ends the request there', async () => {
  const { promise: thinking, resolve: startThinking } = Promise.withResolvers<AbortSignal>();
  await using lab = await openLab({
    scheme: 'http',
    answer: (request) => {
      const gone = new AbortController();
      request.socket.once('close', () => gone.abort());
      startThinking(gone.signal);
    },
  });
  const socket = lab.dial();
  const ask = requestText(`GET http://${lab.origin.authority}/ HTTP/1.1`, [`Host: ${lab.origin.authority}`]);

  socket.write(ask);
  const gone = await thinking;
  socket.destroy(new Error('killed'));
  await lab.reported(1);
  if (!gone.aborted) await once(gone, 'abort');

  expect(lab.attempts).toMatchObject([
    { decision: 'allowed', status: null, reason: expect.stringContaining('went away') },
  ]);
});

test('a closed egress has ended every connection and accepts no other', async () => {
  await using lab = await openLab();
  const idle = lab.dial();
  const tunnel = await openTlsTunnel(lab, lab.origin.authority);

  lab.egress.close();
  lab.egress.close();
  const late = lab.dial();

  expect(await Promise.all([idle, tunnel, late].map(listen))).toEqual(['', '', '']);
});

test('an answer that is no HTTP is not passed on, and its connection is dropped', async () => {
  await using lab = await openLab({
    scheme: 'http',
    answer: (request) => void request.socket.write('HTTP/1.1 999999 WHAT\r\n\r\n'),
  });

  const answer = await say(
    lab.dial(),
    requestText(`GET http://${lab.origin.authority}/ HTTP/1.1`, [`Host: ${lab.origin.authority}`]),
  );

  expect(answer).toContain('HTTP/1.1 502');
  expect(lab.attempts).toMatchObject([{ decision: 'allowed', status: null, reason: expect.stringContaining('HPE_') }]);
});
