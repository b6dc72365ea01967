import { once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { EgressAttempt, NetworkPolicy } from '../../src/sandbox/sandbox.ts';
import {
  type Lab,
  listen,
  openLab,
  openTlsTunnel,
  openTunnel,
  registry,
  requestText,
  say,
} from '../unit/sandbox/egress/egress-lab.ts';

const none: NetworkPolicy = { kind: 'none' };
const changed = "the sandbox's network policy was changed meanwhile";

/** Gives the first half of an answer, and the second when it is told to. */
function halves() {
  const { promise: begun, resolve: begin } = Promise.withResolvers<ServerResponse>();
  const answer: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-length': 10 });
    response.write('first');
    begin(response);
  };
  return { answer, begun };
}

async function startAsking(lab: Lab, path: string): Promise<Duplex> {
  const { authority } = lab.origin;
  const isOpen = lab.rule.scheme === 'http';
  const socket = isOpen ? lab.dial() : await openTlsTunnel(lab, authority);
  socket.write(requestText(`GET ${isOpen ? `http://${authority}` : ''}${path} HTTP/1.1`, [`Host: ${authority}`]));
  return socket;
}

async function hears(socket: Duplex, words: string): Promise<void> {
  let heard = '';
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.on('data', (bytes) => {
    heard += bytes;
    if (heard.includes(words)) resolve();
  });
  await promise;
}

async function askFor(lab: Lab, path: string): Promise<string> {
  return await listen(await startAsking(lab, path));
}

describe.for([{ scheme: 'http' as const }, { scheme: 'https' as const }])('over $scheme', ({ scheme }) => {
  test.for<{ title: string; next: (lab: Lab) => NetworkPolicy }>([
    { title: 'allows nothing', next: () => none },
    { title: 'allows another host', next: ({ rule, allowing }) => allowing({ ...rule, host: 'other.test' }) },
    { title: 'allows another port', next: ({ rule, allowing }) => allowing({ ...rule, port: 1 }) },
    { title: 'allows another path', next: ({ rule, allowing }) => allowing({ ...rule, pathPrefix: '/other/' }) },
    { title: 'allows public addresses', next: ({ rule, allowing }) => allowing({ ...rule, addresses: 'public' }) },
    {
      title: 'has another credential',
      next: ({ rule, allowing }) => allowing({ ...rule, inject: { authorization: 'Bearer of-the-operator' } }),
    },
  ])('a policy that $title cuts an answer in the middle', async ({ next }) => {
    const { answer, begun } = halves();
    await using lab = await openLab({ scheme, answer });
    const socket = await startAsking(lab, '/left-pad');
    const response = await begun;
    const gone = once(response, 'close');
    const heard = listen(socket);
    await hears(socket, 'first');

    lab.egress.setPolicy(next(lab));
    response.end('-last');

    expect(await heard).toMatch(/^HTTP\/1\.1 200 OK.*content-length: 10\r\n.*first$/s);
    await gone;
    await lab.reported(1);
    expect(lab.attempts).toMatchObject([{ path: '/left-pad', decision: 'denied', reason: changed }]);
  });

  test('positive control: a policy that still allows it lets it come to its end', async () => {
    const { answer, begun } = halves();
    await using lab = await openLab({ scheme, answer });
    const socket = await startAsking(lab, '/left-pad');
    const response = await begun;
    const heard = listen(socket);
    await hears(socket, 'first');

    lab.egress.setPolicy(lab.allowing({ ...lab.rule, host: 'other.test' }, { ...lab.rule }));
    response.end('-last');

    expect(await heard).toContain('first-last');
    expect(lab.attempts).toMatchObject([{ decision: 'allowed', reason: null, status: 200 }]);
  });

  test('the next request is judged by the new policy and told to it', async () => {
    await using lab = await openLab({ scheme });
    const later: EgressAttempt[] = [];

    await askFor(lab, '/first');
    lab.egress.setPolicy({
      kind: 'egress',
      allow: [{ ...lab.rule, pathPrefix: '/own/' }],
      onAttempt: (attempt) => later.push(attempt),
    });
    const answers = [await askFor(lab, '/second'), await askFor(lab, '/own/third')];

    expect(answers.map((answer) => answer.slice(0, 12))).toEqual(['HTTP/1.1 403', 'HTTP/1.1 200']);
    expect(lab.attempts.map(({ path }) => path)).toEqual(['/first']);
    expect(later.map(({ path, decision }) => [path, decision])).toEqual([
      ['/second', 'denied'],
      ['/own/third', 'allowed'],
    ]);
  });

  test('a sandbox without network may be given some, and have it taken away', async () => {
    await using lab = await openLab({ scheme });
    const ask = () => askFor(lab, '/x').catch(String);

    lab.egress.setPolicy(none);
    const before = await ask();
    lab.egress.setPolicy(lab.allowing(lab.rule));
    const meanwhile = await ask();
    lab.egress.setPolicy(none);
    const after = await ask();

    expect(
      [before, after].every((answer) => answer.includes('403') && answer.includes('may not use the network')),
    ).toBe(true);
    expect(meanwhile).toContain('from the origin');
    expect(lab.attempts).toHaveLength(1);
    expect(lab.origin.seen.connections).toBe(1);
  });
});

test('a request that is not answered yet is told why it will not be', async () => {
  const { promise: asked, resolve: arrive } = Promise.withResolvers<void>();
  await using lab = await openLab({ scheme: 'http', answer: () => arrive() });
  const asking = askFor(lab, '/slow');
  await asked;

  lab.egress.setPolicy(none);

  expect(await asking).toMatch(new RegExp(`^HTTP/1\\.1 403 .*${changed}`, 's'));
});

test('a tunnel that waits is cut when its host is no longer allowed, before TLS and after', async () => {
  await using lab = await openLab();
  const tunnels = [await openTunnel(lab, lab.origin.authority), await openTlsTunnel(lab, lab.origin.authority)];

  lab.egress.setPolicy(lab.allowing({ ...lab.rule, host: 'other.test' }));

  expect(await Promise.all(tunnels.map(listen))).toEqual(['', '']);
  expect(lab.attempts).toMatchObject([
    { method: 'CONNECT', host: registry, decision: 'denied', reason: changed },
    { method: 'CONNECT', host: registry, decision: 'denied', reason: changed },
  ]);
});

test('positive control: a tunnel that waits goes on when its host is still allowed', async () => {
  await using lab = await openLab();
  const tls = await openTlsTunnel(lab, lab.origin.authority);

  lab.egress.setPolicy(lab.allowing({ ...lab.rule, pathPrefix: '/own/' }));
  const answer = await say(tls, requestText('GET /own/x HTTP/1.1', [`Host: ${lab.origin.authority}`]));

  expect(answer).toContain('from the origin');
});

test('a connection that was kept for a host at a private address is not lent to a policy of public ones', async () => {
  await using lab = await openLab({ scheme: 'http' });

  await askFor(lab, '/');
  lab.egress.setPolicy(lab.allowing({ ...lab.rule, addresses: 'public' }));
  const answer = await askFor(lab, '/');

  expect(answer).toContain('which is not a public address');
});

test('nor to another rule of the same policy', async () => {
  await using lab = await openLab({ scheme: 'http' });
  lab.egress.setPolicy(lab.allowing(lab.rule, { ...lab.rule, pathPrefix: '/public/', addresses: 'public' }));

  const answers = [await askFor(lab, '/private'), await askFor(lab, '/public/x'), await askFor(lab, '/private')];

  expect(answers.map((answer) => answer.slice(0, 12))).toEqual(['HTTP/1.1 200', 'HTTP/1.1 403', 'HTTP/1.1 200']);
});

test('a new policy gives none of the limits back', async () => {
  await using lab = await openLab({ scheme: 'http', limits: { requests: 2 } });

  await askFor(lab, '/');
  lab.egress.setPolicy(lab.allowing(lab.rule));
  await askFor(lab, '/');
  lab.egress.setPolicy(lab.allowing({ ...lab.rule }));
  const answers = [await askFor(lab, '/'), await askFor(lab, '/')];

  expect(answers).toEqual([expect.stringContaining('HTTP/1.1 429'), '']);
});

test('a policy that cannot be meant changes nothing', async () => {
  await using lab = await openLab({ scheme: 'http' });

  const wrong = () => lab.egress.setPolicy(lab.allowing({ ...lab.rule, addresses: ['everywhere'] }));

  expect(wrong).toThrow(expect.objectContaining({ code: 'invalid' }));
  expect(await askFor(lab, '/')).toContain('from the origin');
});

test('after its end a policy opens nothing again', async () => {
  await using lab = await openLab({ scheme: 'http' });

  lab.egress.close();
  lab.egress.setPolicy(lab.allowing(lab.rule));

  expect(await askFor(lab, '/')).toBe('');
});
