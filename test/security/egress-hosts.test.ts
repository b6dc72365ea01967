import type { LookupAddress } from 'node:dns';
import { expect, test } from 'vitest';
import {
  type Door,
  openLab,
  openObedientProxy,
  openOrigin,
  openTlsTunnel,
  registry,
  requestText,
  say,
  toLoopback,
} from '../unit/sandbox/egress/egress-lab.ts';

type Ask = (door: Door, authority: string) => Promise<string>;

const askInTheOpen: Ask = async (door, authority) =>
  await say(door.dial(), requestText(`GET http://${authority}/left-pad HTTP/1.1`, [`Host: ${authority}`]));

const askForTunnel: Ask = async (door, authority) =>
  await say(door.dial(), requestText(`CONNECT ${authority} HTTP/1.1`, [`Host: ${authority}`]));

const elsewhere = [
  'evil.test',
  'localhost',
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '0.0.0.0',
  '10.0.0.1',
  '169.254.169.254',
  '[fd00:ec2::254]',
  `${registry}.evil.test`,
  `evil.test.${registry}`,
  `evil-${registry}`,
  `user@${registry}`,
  `${registry}@evil.test`,
  `evil.test#@${registry}`,
  `evil.test%00.${registry}`,
  `${registry}%00.evil.test`,
  `${registry}%2eevil.test`,
  `${registry}..`,
  `.${registry}`,
  `*.test`,
  registry.replace('e', 'е'), // Cyrillic
  registry.replace('r', 'ｒ'), // full width
  registry.replace('.', '。'), // ideographic full stop
  `xn--${registry}`,
  `${registry}:443`,
  `${registry}\\evil.test`,
  `${registry},evil.test`,
  '',
];

test.for([
  { way: 'in the open', ask: askInTheOpen, scheme: 'http' as const },
  { way: 'through a tunnel', ask: askForTunnel, scheme: 'https' as const },
])('no other host is reached $way, however it is spelt', async ({ ask, scheme }) => {
  const asked: string[] = [];
  await using lab = await openLab({
    scheme,
    resolve(hostname, options, callback) {
      asked.push(hostname);
      toLoopback(hostname, options, callback);
    },
  });

  const answers: string[] = [];
  for (const host of elsewhere) answers.push(await ask(lab, `${host}:${lab.origin.port}`));

  expect(asked).toEqual([]);
  expect(lab.origin.seen.connections).toBe(0);
  expect(answers.filter((answer) => !/^HTTP\/1\.1 (403|400) /.test(answer))).toEqual([]);
  expect(lab.attempts.map(({ decision, status }) => ({ decision, status }))).toEqual(
    elsewhere.map(() => ({ decision: 'denied', status: null })),
  );
});

test.for([
  { what: 'a port that is not on the list', target: (_port: number) => `http://${registry}/` },
  { what: 'port 0', target: () => `http://${registry}:0/` },
  { what: 'a port beyond the last', target: (port: number) => `http://${registry}:${port + 65_536}/` },
  { what: 'a port with a leading zero', target: (port: number) => `http://${registry}:0${port}/` },
  { what: 'another scheme', target: (port: number) => `https://${registry}:${port}/` },
  { what: 'a scheme nobody serves', target: (port: number) => `ftp://${registry}:${port}/` },
  { what: 'a path without a host', target: () => '/left-pad' },
  { what: 'no path but a query', target: (port: number) => `http://${registry}:${port}?/x` },
])('$what is refused', async ({ target }) => {
  await using lab = await openLab({ scheme: 'http' });

  const answer = await say(
    lab.dial(),
    requestText(`GET ${target(lab.origin.port)} HTTP/1.1`, [`Host: ${lab.origin.authority}`]),
  );

  expect(answer).toMatch(/^HTTP\/1\.1 403 .*egress proxy refused this: .*\.\n$/s);
  expect(lab.origin.seen.connections).toBe(0);
  expect(lab.attempts).toMatchObject([{ decision: 'denied' }]);
});

test.for([
  { title: 'exactly', host: registry },
  { title: 'in upper case', host: registry.toUpperCase() },
  { title: 'with the final dot', host: `${registry}.` },
])('positive control: the allowed host, spelt $title, is read', async ({ host }) => {
  await using plain = await openLab({ scheme: 'http' });
  await using secure = await openLab({ scheme: 'https' });
  const tunnel = `${host}:${secure.origin.port}`;

  const answer = await askInTheOpen(plain, `${host}:${plain.origin.port}`);
  const inside = await say(await openTlsTunnel(secure, tunnel), requestText('GET / HTTP/1.1', [`Host: ${tunnel}`]));

  expect([answer, inside].every((text) => text.startsWith('HTTP/1.1 200 OK'))).toBe(true);
  expect(plain.origin.seen.plain).toContain(`Host: ${plain.origin.authority}\r\n`);
  expect(secure.origin.seen.plain).toContain(`Host: ${secure.origin.authority}\r\n`);
});

test.for(['127.0.0.1', '2130706433', '0x7f000001', '[::ffff:127.0.0.1]'])(
  'positive control: a proxy without an allow-list reaches loopback as %s',
  async (host) => {
    const origin = await openOrigin('http');

    await askInTheOpen(openObedientProxy(origin.port), `${host}:${origin.port}`);

    expect(origin.seen.plain).toContain('GET http://');
    origin.close();
  },
);

test('an allowed name that leads to a private address is not dialled; positive control: unless the operator vouches for it', async () => {
  await using guarded = await openLab({ scheme: 'http', addresses: 'public' });
  await using vouched = await openLab({ scheme: 'http', addresses: 'any' });

  const refused = await askInTheOpen(guarded, guarded.origin.authority);
  const answered = await askInTheOpen(vouched, vouched.origin.authority);

  expect(refused).toContain('HTTP/1.1 403');
  expect(refused).toContain(`${registry} resolves to 127.0.0.1, which is not a public address`);
  expect(guarded.origin.seen.connections).toBe(0);
  expect(guarded.attempts).toMatchObject([{ decision: 'denied', status: null, path: '/left-pad' }]);
  expect(answered).toContain('from the origin');
});

const metadata = [
  { address: '169.254.169.254', family: 4 },
  { address: '100.100.100.200', family: 4 },
  { address: 'fd00:ec2::254', family: 6 },
  { address: 'fe80::a9fe:a9fe', family: 6 },
  { address: '::ffff:169.254.169.254', family: 6 },
  { address: '64:ff9b::a9fe:a9fe', family: 6 },
];
const vouching = ['any', ['0.0.0.0/0', '::/0'], ['169.254.0.0/16', 'fd00::/8', 'fe80::/10', '64:ff9b::/96']] as const;

test.for(metadata.flatMap((found) => vouching.map((addresses) => ({ found, addresses }))))(
  'an operator cannot vouch for the cloud metadata address $found.address with $addresses',
  async ({ found, addresses }) => {
    await using lab = await openLab({
      scheme: 'http',
      addresses,
      resolve: (_hostname, _options, callback) => callback(null, [found]),
    });

    const answer = await askInTheOpen(lab, lab.origin.authority);

    expect(answer).toContain('which is a cloud metadata or link-local address');
    expect(lab.attempts).toMatchObject([{ decision: 'denied', status: null }]);
  },
);

test.for([
  { ask: askInTheOpen, scheme: 'http' as const },
  { ask: askForTunnel, scheme: 'https' as const },
])(
  'nor name it on the list, over $scheme; positive control: an address it may name is read',
  async ({ ask, scheme }) => {
    await using lab = await openLab({ scheme, host: '169.254.169.254' });
    await using control = await openLab({ scheme: 'http', host: '127.0.0.1' });

    const refused = await ask(lab, `169.254.169.254:${lab.origin.port}`);
    const answered = await askInTheOpen(control, `127.0.0.1:${control.origin.port}`);

    expect(refused).toMatch(/^HTTP\/1\.1 403 .*is a cloud metadata or link-local address/s);
    expect(answered).toContain('from the origin');
  },
);

test('an operator can vouch for a network; an address beside it is not dialled', async () => {
  await using beside = await openLab({ scheme: 'http', addresses: ['10.0.0.0/8', '127.0.0.2/32', '::1/128'] });
  await using within = await openLab({ scheme: 'http', addresses: ['10.0.0.0/8', '127.0.0.0/31'] });

  const refused = await askInTheOpen(beside, beside.origin.authority);
  const answered = await askInTheOpen(within, within.origin.authority);

  expect(refused).toContain(`${registry} resolves to 127.0.0.1, which is not a public address`);
  expect(beside.origin.seen.connections).toBe(0);
  expect(answered).toContain('from the origin');
});

test('a secret that is spelt as a name below an allowed host is looked up by nobody, and stands in the audit', async () => {
  const asked: string[] = [];
  await using lab = await openLab({
    scheme: 'http',
    resolve(hostname, options, callback) {
      asked.push(hostname);
      toLoopback(hostname, options, callback);
    },
  });

  await askInTheOpen(lab, `s3cr3t.${registry}:${lab.origin.port}`);
  await askForTunnel(lab, `s3cr3t.doh.test:443`);
  await askInTheOpen(lab, lab.origin.authority);

  expect(lab.attempts.map(({ host, decision }) => [host, decision])).toEqual([
    [`s3cr3t.${registry}`, 'denied'],
    ['s3cr3t.doh.test', 'denied'],
    [registry, 'allowed'],
  ]);
  expect(asked).toEqual([registry]);
});

test('a name that rebinds a moment later has been asked for once, and that answer was dialled', async () => {
  const answers: LookupAddress[] = [
    { address: '127.0.0.1', family: 4 },
    { address: '169.254.169.254', family: 4 },
  ];
  let lookups = 0;
  await using lab = await openLab({
    scheme: 'http',
    resolve(_hostname, _options, callback) {
      lookups += 1;
      callback(null, answers.splice(0, 1));
    },
  });

  const answer = await askInTheOpen(lab, lab.origin.authority);

  expect(answer).toContain('from the origin');
  expect(lookups).toBe(1);
});

test('one private address among public ones refuses the name', async () => {
  await using lab = await openLab({
    scheme: 'http',
    addresses: 'public',
    resolve: (_hostname, _options, callback) =>
      callback(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '9.9.9.9', family: 4 },
      ]),
  });

  const answer = await askInTheOpen(lab, lab.origin.authority);

  expect(answer).toContain('HTTP/1.1 403');
  expect(lab.origin.seen.connections).toBe(0);
});

test('a redirect is handed to the client, and what it leads to is judged like anything else', async () => {
  const evil = await openOrigin('http');
  await using lab = await openLab({
    scheme: 'http',
    answer: (_request, response) => {
      response.writeHead(302, { location: `http://evil.test:${evil.port}/stolen` }).end();
    },
  });

  const answer = await askInTheOpen(lab, lab.origin.authority);
  const followed = await askInTheOpen(lab, `evil.test:${evil.port}`);

  expect(answer).toContain(`location: http://evil.test:${evil.port}/stolen`);
  expect(followed).toContain('HTTP/1.1 403');
  expect(evil.seen.connections).toBe(0);
  expect(lab.attempts.map(({ status, decision }) => [status, decision])).toEqual([
    [302, 'allowed'],
    [null, 'denied'],
  ]);
  evil.close();
});

test('an origin that cannot prove its name is told nothing', async () => {
  await using lab = await openLab({ upstreamCaPem: null });
  const tls = await openTlsTunnel(lab, lab.origin.authority);

  const answer = await say(tls, requestText('GET /left-pad HTTP/1.1', [`Host: ${lab.origin.authority}`]));

  expect(answer).toContain('HTTP/1.1 502');
  expect(lab.origin.seen.plain).toBe('');
  expect(lab.attempts).toMatchObject([
    { decision: 'allowed', status: null, reason: expect.stringContaining('UNABLE_TO_VERIFY_LEAF_SIGNATURE') },
  ]);
});
