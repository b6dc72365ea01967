import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRunRecord, type RunRecord } from '../../src/store/run-record.ts';
import { runKey } from '../../src/web/run-key.ts';
import { runPageUrl } from '../../src/web/run-page-url.ts';
import { serveRunPages } from '../../src/web/serve-run-pages.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const webhookSecret = 'a-webhook-secret-of-32-characters';
const startedAt = Date.parse('2026-11-26T01:00:00Z');
const runId = '20261126-010000-0a1b2c3d';
const other = '20261126-010001-0a1b2c3d';

let data: Awaited<ReturnType<typeof temporaryDirectory>>;
let origin: string;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  data = owned.use(await temporaryDirectory());
  const pages = serveRunPages({
    dataDirectory: data.path,
    webhookSecret,
    serverUrl: 'https://github.example',
    now: () => startedAt + 60_000,
    log: pino({ level: 'silent' }),
  });
  const server = createServer((request, response) => {
    if (!pages(request, response)) response.writeHead(418).end('somebody else');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  owned.defer(() => void server.close());
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  origin = `http://127.0.0.1:${port}`;
});
afterAll(() => owned.disposeAsync());

function record(id: string): RunRecord {
  return openRunRecord(data.path, id, { redact: (text) => text, now: () => startedAt });
}

/** A record in which every word that somebody else may have chosen is `text`. */
async function writeHostile(id: string, text: string, outcome: object | null): Promise<void> {
  const one = record(id);
  const issue = { number: 12, title: text };
  one.append('run.started', { repository: text, issue, settings: { model: { name: text } } });
  one.append('stage', { stage: text });
  one.append('agent.answer', {
    step: 1,
    text,
    toolCalls: [{ name: text, arguments: text }],
    usage: { costUsd: 0.01 },
  });
  one.append('agent.observation', { step: 1, tool: text, text, isError: true });
  const exit = { reason: text };
  one.addCommand({ purpose: text, command: text, exit, durationMs: 1, stdout: text, stderr: text });
  one.append('egress', { purpose: text, method: text, host: text, port: 443, decision: 'denied', reason: text });
  if (outcome !== null) one.append('run.ended', { outcome });
  await one.flush();
}

const get = (path: string, init: RequestInit = {}) => fetch(`${origin}${path}`, { redirect: 'manual', ...init });
const pathOf = (id: string) => `/runs/${id}?key=${runKey(webhookSecret, id)}`;
const bodyOf = async (id: string) => await (await get(pathOf(id))).text();

describe('text of others on the page of a run', () => {
  const attacks = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</style><script>alert(1)</script>',
    '</title><svg onload=alert(1)>',
    '</pre></details><iframe src=javascript:alert(1)>',
    '`alert(1)`',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  ];
  const outcomes = (text: string) => [
    null,
    { kind: text },
    { kind: 'published', verdict: text, because: text, publication: { kind: 'pull-request', number: 1, url: text } },
    { kind: 'planned', plan: text },
    { kind: 'no-change', stop: text, finish: { outcome: text, summary: text } },
    { kind: 'failed', stage: text, failure: { cause: text, reason: text, log: text } },
    { kind: 'cancelled', stage: text, because: text },
    { kind: 'refused', actor: text, reason: text },
  ];

  test.for(attacks)('is shown and does nothing: %s', async (text) => {
    for (const [index, outcome] of outcomes(text).entries()) {
      const id = `hostile-${attacks.indexOf(text)}-${index}`;
      await writeHostile(id, text, outcome);

      const page = await bodyOf(id);

      const elements = new Set([...page.matchAll(/<([a-z0-9]+)/gi)].map(([, name]) => name?.toLowerCase()));
      expect([...elements].filter((name) => !ours.has(name ?? ''))).toEqual([]);
      expect(page.match(/<meta/g)).toHaveLength(outcome === null ? 4 : 3);
      expect(page).not.toMatch(/<[^>]*\son\w+\s*=/i);
      // Positive control: the words are there, as text.
      expect(unescaped(page).split(text).length).toBeGreaterThan(9);
    }
  });

  test.for(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', ' javascript:x', '//evil.example'])(
    'is never the address of a link: %s',
    async (url) => {
      const id = `link-${Buffer.from(url).toString('hex').slice(0, 40)}`;
      const publication = { kind: 'pull-request', number: 1, url };
      await writeHostile(id, 'x', { kind: 'published', verdict: 'verified', because: 'x', publication });

      const page = await bodyOf(id);

      expect(page).toContain('Pull request #1');
      expect([...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([]);
    },
  );

  test('would be an element if it were not escaped', () => {
    expect(attacks.filter((text) => /<[a-z]/i.test(text)).length).toBeGreaterThan(4);
  });

  test('that turns the writing around or moves a cursor is spelt out', async () => {
    await writeHostile('disguised', 'a\u202eb\u001b[2Jc', null);

    const page = await bodyOf('disguised');

    for (const sign of ['\u202e', '\u001b']) expect(page).not.toContain(sign);
    expect(page).toContain('a\\u{202e}bc');
  });
});

const ours = new Set(
  'html head meta title style body main p code h1 h2 div strong dl dt dd ol li span details summary b pre ul a nav footer'.split(
    ' ',
  ),
);

function unescaped(page: string): string {
  return page.replaceAll(/&#(\d+);/g, (_whole, code) => String.fromCharCode(Number(code)));
}

describe('the page of a run', () => {
  beforeAll(async () => {
    for (const id of [runId, other]) await writeHostile(id, 'an ordinary word', { kind: 'cancelled', because: 'x' });
  });

  test('is opened by its own key', async () => {
    const answer = await get(pathOf(runId));

    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('an ordinary word');
    expect(runPageUrl(`${origin}/`, webhookSecret)?.(runId)).toBe(`${origin}${pathOf(runId)}`);
    expect(runPageUrl(null, webhookSecret)).toBeNull();
  });

  test.for<[string, string]>([
    ['no key', `/runs/${runId}`],
    ['an empty key', `/runs/${runId}?key=`],
    ['the key of another run', `/runs/${runId}?key=${runKey(webhookSecret, other)}`],
    ['a key of another secret', `/runs/${runId}?key=${runKey('another-secret', runId)}`],
    ['a key that is cut', `/runs/${runId}?key=${runKey(webhookSecret, runId).slice(0, -1)}`],
    ['a key in capitals', `/runs/${runId}?key=${runKey(webhookSecret, runId).toUpperCase()}`],
    ['a key that is longer', `${pathOf(runId)}00`],
    ['a run that is not there, with its key', pathOf('20261126-010009-0a1b2c3d')],
    ['no run at all', '/runs/'],
  ])('is not there for whoever has %s, and all of them read the same', async ([, path]) => {
    const answer = await get(path);

    expect([answer.status, await answer.text()]).toEqual([404, 'Not found.\n']);
  });

  test.for([
    '..',
    '../secret',
    '..%2fsecret',
    '%2e%2e%2fsecret',
    '....//secret',
    `${runId}/../../secret`,
    `${runId}%00`,
    '.',
    '/etc/passwd',
    'a'.repeat(5_000),
    'con\u0000',
  ])('leads nowhere else on the disk, even with a key for it: %s', async (id) => {
    await mkdir(join(data.path, 'secret'), { recursive: true });
    await writeFile(join(data.path, 'secret', 'events.jsonl'), 'a secret of the host\n');

    const answers = await Promise.all(
      [id, decodeURIComponent(id)].map((signed) =>
        raw(`GET /runs/${id}?key=${runKey(webhookSecret, signed)} HTTP/1.1`),
      ),
    );

    for (const answer of answers) {
      expect(answer).toMatch(/^HTTP\/1\.1 (?:404|400|418|431)/);
      expect(answer).not.toContain('a secret of the host');
    }
  });

  test('follows no link to another file, and no name of one that is no output', async () => {
    const id = 'linked';
    await writeHostile(id, 'word', null);
    await writeFile(join(data.path, 'outside'), 'a secret of the host');
    await symlink(join(data.path, 'outside'), join(data.path, 'runs', id, 'commands', '777.out'));
    const one = record('named');
    const command = { purpose: 'test', command: 'x', exit: { reason: 'exited', code: 0 }, durationMs: 1, stderr: null };
    for (const file of ['commands/777.out', '../../outside', '../linked/commands/777.out'])
      one.append('command', { ...command, stdout: { file } });
    await one.flush();
    await mkdir(join(data.path, 'runs', 'named', 'commands'), { recursive: true });
    await symlink(join(data.path, 'outside'), join(data.path, 'runs', 'named', 'commands', '777.out'));

    const page = await bodyOf('named');

    expect(page.match(/<summary>/g)).toHaveLength(3);
    expect(page).not.toContain('a secret of the host');
    expect(await bodyOf(id)).toContain('<pre>word');
  });

  test.for(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('is only read: %s', async (method) => {
    const answer = await get(pathOf(runId), { method });

    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('has a head of its own', async () => {
    const answer = await get(pathOf(runId), { method: 'HEAD' });

    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  test('is kept by nobody, found by no search, framed by nobody, and runs no script', async () => {
    for (const path of [pathOf(runId), '/runs/x']) {
      const { headers } = await get(path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
      );
    }
  });

  test.for(['/', '/ping', '/api/github/webhooks', '/runsx', '/RUNS/x', '/runs'])(
    'leaves %s to others',
    async (path) => {
      expect((await get(path)).status).toBe(418);
    },
  );

  test('stays of one size however long the record is, and shows every step on some page', async () => {
    const long = record('long');
    long.append('run.started', {
      repository: 'o/r',
      issue: { number: 1, title: 't' },
      settings: { model: { name: 'm' } },
    });
    for (let step = 1; step <= 2_000; step += 1) {
      long.append('agent.answer', { step, text: `said ${step}`, toolCalls: [], usage: { costUsd: null } });
      for (let call = 0; call < 2; call += 1)
        long.append('agent.observation', { step, tool: 'bash', text: 'x'.repeat(9_000), isError: false });
      long.append('egress', { purpose: 'agent', method: 'GET', host: `h${step}`, port: 1, decision: 'denied' });
      long.append('command', {
        purpose: 'test',
        command: `c${step}`,
        exit: { reason: 'exited' },
        stdout: null,
        stderr: null,
      });
    }
    await long.flush();

    const [last, first, beyond] = await Promise.all(
      ['', '&page=1', '&page=99999'].map(async (page) => await (await get(`${pathOf('long')}${page}`)).text()),
    );

    for (const page of [last, first, beyond]) expect(page?.length).toBeLessThan(800_000);
    expect(last).toContain('said 2000');
    expect(first).toContain('said 1<');
    expect(first).toContain('Page 1 of 50');
    expect(first).toContain('Later steps');
    expect(beyond).toContain('Earlier steps');
    expect(last).toContain('1940 earlier commands are left out here');
  });

  test('shows itself anew while the run goes on, and not once it has ended or gone silent', async () => {
    await writeHostile('goes-on', 'x', null);
    const silent = openRunRecord(data.path, 'silent', { redact: (text) => text, now: () => startedAt - 3_600_000 });
    silent.append('stage', { stage: 'solving' });
    await silent.flush();

    expect(await bodyOf('goes-on')).toContain('http-equiv="refresh"');
    expect(await bodyOf(runId)).not.toContain('http-equiv');
    expect(await bodyOf('silent')).not.toContain('http-equiv');
    expect(await bodyOf('silent')).toContain('Nothing has been written for a long time.');
  });
});

/** What `fetch` would put right before it sends it. */
async function raw(line: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString('utf8');
  });
  socket.on('close', () => resolve(answer));
  socket.on('error', reject);
  socket.end(`${line}\r\nhost: x\r\nconnection: close\r\n\r\n`);
  return await promise;
}
