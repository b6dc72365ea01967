import { expect, test } from 'vitest';
import {
  type Door,
  listen,
  openLab,
  openObedientProxy,
  openOrigin,
  openTlsTunnel,
  openTunnel,
  registry,
  requestText,
  say,
} from '../unit/sandbox/egress/egress-lab.ts';

type Attack = {
  readonly title: string;
  /** Does its worst through the proxy, and gives back what the proxy or the origin said to it. */
  readonly run: (door: Door, authority: string) => Promise<string>;
  /** Something only the attack can have brought to the origin, as it stands in the origin's own log. */
  readonly harm: string | RegExp;
  readonly log?: 'wire' | 'plain';
  /** What the client is told; nothing where there is nobody to tell. */
  readonly told?: string;
  /** How each audit line begins: the fate, then the reason. */
  readonly audit: readonly string[];
};

/** One request inside a well-made tunnel. */
function inside(line: string, headers: readonly string[] = [], body = '') {
  return async (door: Door, authority: string) => {
    const tls = await openTlsTunnel(door, authority);
    return await say(tls, requestText(line, [`Host: ${authority}`, ...headers], body));
  };
}

function upload(method: string, body: string): Attack {
  return {
    title: `${method} with ${body.length} bytes`,
    run: inside(`${method} /left-pad HTTP/1.1`, [`Content-Length: ${body.length}`], body),
    harm: `${method} /left-pad`,
    told: 'HTTP/1.1 405',
    audit: ['denied: only GET and HEAD are allowed'],
  };
}

function path(path: string, reason = 'the path is not in its simplest form'): Attack {
  return {
    title: `the path ${path.slice(0, 60)}`,
    run: inside(`GET ${path} HTTP/1.1`),
    harm: path.slice(0, 60),
    told: 'HTTP/1.1 403',
    audit: [`denied: ${reason}`],
  };
}

function header(name: string): Attack {
  return {
    title: `the attacker's own ${name}`,
    run: inside('GET /left-pad HTTP/1.1', [`${name}: attackers-secret`]),
    harm: 'attackers-secret',
    told: 'HTTP/1.1 200',
    audit: ['allowed'],
  };
}

const smuggled = 'PUT /smuggled HTTP/1.1\r\nHost: evil.test\r\n\r\n';

const attacks: readonly Attack[] = [
  upload('PUT', '{"_attachments":{}}'),
  upload('POST', 'x'.repeat(3 * 1024 * 1024)),
  upload('PATCH', '{}'),
  upload('DELETE', ''),
  upload('OPTIONS', ''),
  {
    title: 'a body behind GET',
    run: inside('GET /left-pad HTTP/1.1', ['Content-Length: 6'], 'SECRET'),
    harm: 'SECRET',
    told: 'HTTP/1.1 405',
    audit: ['denied: a request with a body is not allowed'],
  },
  {
    title: 'a chunked body behind GET',
    run: inside('GET /left-pad HTTP/1.1', ['Transfer-Encoding: chunked'], '6\r\nSECRET\r\n0\r\n\r\n'),
    harm: 'SECRET',
    told: 'HTTP/1.1 405',
    audit: ['denied: a request with a body is not allowed'],
  },
  {
    title: 'a body announced by Expect',
    run: inside('GET /left-pad HTTP/1.1', ['Expect: 100-continue', 'Content-Length: 6'], 'SECRET'),
    harm: 'SECRET',
    told: 'HTTP/1.1 405',
    audit: ['denied: a request with a body is not allowed'],
  },
  {
    title: 'an expectation nobody knows',
    run: inside('PUT /left-pad HTTP/1.1', ['Expect: the-worst']),
    harm: 'PUT /left-pad',
    told: 'HTTP/1.1 405',
    audit: ['denied: only GET'],
  },

  path('/..%2f..%2fadmin'),
  path('/left-pad/..%2f'),
  path('/left-pad/../admin'),
  path('/%2e%2e/admin'),
  path('/%252e%252e/admin'),
  path('/..;/admin'),
  path('/left-pad/.'),
  path('//evil.test/left-pad'),
  path('/%2fevil.test/left-pad'),
  path('/left-pad%5c..%5cadmin'),
  path('/left-pad%00.tgz'),
  path('/left-pad%0d%0aX-Injected:%201'),
  path('/%zz'),
  path('/left-pad#fragment', 'the path is not a plain path'),
  path('http://evil.test/left-pad', 'the path is not a plain path'),
  path('*', 'the path is not a plain path'),
  path(`/${'x'.repeat(2048)}`, 'the path is longer than 2048 characters'),
  path('/-/whoami', 'the path is about identity'),
  path('/-/WhoAmI?x=1', 'the path is about identity'),
  path('/%2d/whoami', 'the path is about identity'),
  path('/-/user/org.couchdb.user:me', 'the path is about identity'),
  path('/-/npm/v1/user', 'the path is about identity'),
  path('/-/npm/v1/tokens', 'the path is about identity'),
  path('/-/v1/login', 'the path is about identity'),
  path('/api/npm/all/-/whoami', 'the path is about identity'),
  path('/-/v1/search?text=secret', 'the path is a search'),
  path('/-/all', 'the path is a search'),

  header('Authorization'),
  header('Proxy-Authorization'),
  header('Cookie'),
  header('npm-otp'),
  header('Private-Token'),
  header('X-Forwarded-For'),
  header('TE'),

  {
    title: 'another server name in TLS',
    run: async (door, authority) => {
      const tls = await openTlsTunnel(door, authority, { servername: 'evil.test' });
      return await say(tls, requestText('GET /fronted HTTP/1.1', [`Host: ${authority}`]));
    },
    harm: 'GET /fronted',
    audit: ['denied: the TLS server name is not the host of the tunnel'],
  },
  {
    title: 'another Host inside the tunnel',
    run: async (door, authority) => {
      const tls = await openTlsTunnel(door, authority);
      return await say(tls, requestText('GET /left-pad HTTP/1.1', ['Host: evil.test']));
    },
    harm: 'Host: evil.test',
    told: 'HTTP/1.1 403',
    audit: ['denied: the Host header does not name the host'],
  },
  {
    title: 'a second Host header',
    run: inside('GET /left-pad HTTP/1.1', ['Host: evil.test']),
    harm: 'Host: evil.test',
    told: 'HTTP/1.1 403',
    audit: ['denied: the Host header does not name the host'],
  },
  {
    title: 'no Host header',
    run: async (door, authority) => {
      const tls = await openTlsTunnel(door, authority);
      return await say(tls, requestText('GET /left-pad HTTP/1.0', []));
    },
    harm: 'GET /left-pad HTTP/1.0',
    told: 'HTTP/1.1 403',
    audit: ['denied: the Host header does not name the host'],
  },
  {
    title: 'a pipelined request with another Host',
    run: async (door, authority) => {
      const tls = await openTlsTunnel(door, authority);
      const first = `GET /left-pad HTTP/1.1\r\nHost: ${authority}\r\n\r\n`;
      return await say(tls, first + requestText('GET /fronted HTTP/1.1', ['Host: evil.test']));
    },
    harm: 'Host: evil.test',
    told: 'HTTP/1.1 403',
    audit: ['denied: the Host header does not name the host', 'allowed'],
  },
  {
    title: 'a tunnel inside the tunnel',
    run: inside('CONNECT evil.test:443 HTTP/1.1'),
    harm: 'CONNECT evil.test:443',
    told: 'HTTP/1.1 403',
    audit: ['denied: no other protocol may be spoken here'],
  },
  {
    title: 'a WebSocket',
    run: async (door, authority) => {
      const tls = await openTlsTunnel(door, authority);
      const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='];
      return await say(tls, ['GET /ws HTTP/1.1', `Host: ${authority}`, ...upgrade, '', ''].join('\r\n'));
    },
    harm: 'Upgrade: websocket',
    told: 'HTTP/1.1 403',
    audit: ['denied: no other protocol may be spoken here'],
  },

  {
    title: 'two lengths',
    run: inside('GET /left-pad HTTP/1.1', ['Content-Length: 0', `Content-Length: ${smuggled.length}`], smuggled),
    harm: 'PUT /smuggled',
    told: 'HTTP/1.1 400',
    audit: ['denied: what was sent is not HTTP/1.1'],
  },
  {
    title: 'a length and chunks',
    run: inside('GET /left-pad HTTP/1.1', ['Content-Length: 4', 'Transfer-Encoding: chunked'], `0\r\n\r\n${smuggled}`),
    harm: 'PUT /smuggled',
    told: 'HTTP/1.1 400',
    audit: ['denied: what was sent is not HTTP/1.1'],
  },
  {
    title: 'chunks by another name',
    run: inside('GET /left-pad HTTP/1.1', ['Transfer-Encoding: xchunked'], `0\r\n\r\n${smuggled}`),
    harm: 'PUT /smuggled',
    told: 'HTTP/1.1 405',
    audit: ['denied: a request with a body is not allowed'],
  },
  {
    title: 'a space before the colon',
    run: inside('GET /left-pad HTTP/1.1', ['Transfer-Encoding : chunked'], `0\r\n\r\n${smuggled}`),
    harm: 'PUT /smuggled',
    told: 'HTTP/1.1 400',
    audit: ['denied: what was sent is not HTTP/1.1'],
  },
  {
    title: 'a folded header',
    run: inside('GET /left-pad HTTP/1.1', ['X-Folded: 1', ' Transfer-Encoding: chunked'], ''),
    harm: 'X-Folded',
    told: 'HTTP/1.1 ',
    audit: ['denied: what was sent is not HTTP/1.1'],
  },
  {
    title: 'a head of 64 KiB',
    run: inside('GET /left-pad HTTP/1.1', [`X-Big: ${'x'.repeat(64 * 1024)}`]),
    harm: 'X-Big',
    told: 'HTTP/1.1 400',
    audit: ['denied: what was sent is not HTTP/1.1 (HPE_HEADER_OVERFLOW)'],
  },
  {
    title: 'bytes that are no HTTP, inside TLS',
    run: async (door, authority) => await say(await openTlsTunnel(door, authority), '\0SECRET\r\n\r\n'),
    harm: 'SECRET',
    told: 'HTTP/1.1 400',
    audit: ['denied: what was sent is not HTTP/1.1'],
  },
  {
    title: 'bytes that are no TLS',
    run: async (door, authority) => await say(await openTunnel(door, authority), 'SSH-2.0-SECRET\r\n'),
    harm: 'SECRET',
    log: 'wire',
    audit: ['denied: TLS could not be agreed'],
  },
  {
    title: 'a TLS client that speaks only HTTP/2',
    run: async (door, authority) => {
      const tls = await openTlsTunnel(door, authority, { ALPNProtocols: ['h2'] });
      return await listen(tls);
    },
    harm: /./,
    log: 'wire',
    audit: ['denied: TLS could not be agreed'],
  },
  {
    title: 'an HTTP/2 preface that was not agreed on',
    run: async (door, authority) =>
      await say(await openTlsTunnel(door, authority), 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'),
    harm: 'PRI * HTTP/2.0',
    audit: ['denied: '],
  },
  {
    title: 'a TLS client that names no server',
    run: async (door, authority) => {
      const tls = await openTlsTunnel(door, authority, { servername: '' });
      return await say(tls, requestText('GET /left-pad HTTP/1.1', [`Host: ${authority}`]));
    },
    harm: /./,
    log: 'wire',
    audit: ['denied: TLS could not be agreed'],
  },
];

test.for(attacks)(
  'in a tunnel to an allowed host, $title does no harm',
  async ({ run, harm, log = 'plain', told = '', audit }) => {
    await using lab = await openLab();

    const answer = await run(lab, lab.origin.authority);

    await lab.reported(audit.length);
    expect(lab.origin.seen[log]).not.toMatch(harm);
    expect(answer).toContain(told);
    expect(lab.attempts.map(({ decision, reason }) => (reason === null ? decision : `${decision}: ${reason}`))).toEqual(
      audit.map((start) => expect.stringContaining(start)),
    );
    for (const attempt of lab.attempts) expect(attempt).toMatchObject({ host: registry, port: lab.origin.port });
  },
);

test.for(attacks)(
  'positive control: without the defence, $title reaches the origin',
  async ({ run, harm, log = 'plain' }) => {
    const origin = await openOrigin('https');

    void run(openObedientProxy(origin.port), origin.authority).catch(
      () => 'the origin may hang up, having heard it all',
    );

    await expect.poll(() => origin.seen[log], { interval: 5 }).toMatch(harm);
    origin.close();
  },
);

test('what stands beside the registry on its host is out of reach', async () => {
  await using guarded = await openLab({ pathPrefix: '/api/npm/npm/' });
  await using whole = await openLab({ pathPrefix: '/' });
  const askFor = (path: string) => inside(`GET ${path} HTTP/1.1`, []);

  const beside = await askFor('/api/secrets/list')(guarded, guarded.origin.authority);
  const below = await askFor('/api/npm/npm/left-pad')(guarded, guarded.origin.authority);
  const besideUnguarded = await askFor('/api/secrets/list')(whole, whole.origin.authority);

  expect(beside).toContain('HTTP/1.1 403');
  expect(below).toContain('from the origin');
  expect(guarded.origin.seen.plain).not.toContain('secrets');
  expect(besideUnguarded).toContain('from the origin');
});
