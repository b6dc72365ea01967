import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { connectGitHub } from '../../src/github/connect-github.ts';
import { readFailedChecks } from '../../src/github/read-failed-checks.ts';
import { readJobLog } from '../../src/github/read-job-log.ts';
import { never } from '../support/git-fixture.ts';
import { listenOnLoopback } from '../support/listen-on-loopback.ts';
import { ourPullRequest } from '../support/our-pull-request.ts';

const repository = { owner: 'wader', name: 'tidewords' };

test('what failed on a commit is read as others say it, with places and the end of the log; what we say of it is not', async () => {
  await using made = await ourPullRequest();
  const { github, sha, deps, hub } = made;
  await github.finishChecks(sha, {
    app: { id: 15_368, slug: 'github-actions' },
    runs: [
      { name: 'lint', conclusion: 'success', log: 'fine' },
      {
        name: 'test',
        conclusion: 'failure',
        title: '1 failed',
        summary: 'See the log.',
        annotations: [{ path: 'src/sum.js', line: 3, message: 'expected 3, got 4' }],
        log: Array.from({ length: 300 }, (_, at) => `2026-01-01T00:00:00.0000000Z not ok ${at}`).join('\n'),
      },
    ],
  });
  const write = hub.as(await hub.mint({ checks: 'write' }));
  await write.rest.checks.create({
    ...hub.at,
    name: 'Sandpiper proof',
    head_sha: sha,
    status: 'completed',
    conclusion: 'failure',
  });
  const octokit = deps.client.as(await hub.mint({ checks: 'read', contents: 'read' }));
  const logs = deps.client.as(await hub.mint({ actions: 'read' }));
  const asked = { repository, sha, botLogin: 'sandpiper[bot]' };

  const told = await readFailedChecks({ octokit, logs }, asked, never);

  expect(told.omitted).toBe(0);
  expect(told.checks).toHaveLength(1);
  expect(told.checks[0]).toMatchObject({
    name: 'test',
    conclusion: 'failure',
    summary: '1 failed\n\nSee the log.',
    annotations: [{ path: 'src/sum.js', line: 3, message: 'expected 3, got 4' }],
  });
  expect(told.checks[0]?.log?.split('\n')).toEqual(Array.from({ length: 100 }, (_, at) => `not ok ${at + 200}`));
  const without = await readFailedChecks({ octokit, logs: null }, asked, never);
  expect(without.checks[0]?.log).toBeNull();
  expect(github.contractViolations()).toEqual([]);
});

describe('a log', () => {
  /** A server that sends whoever asks for a log on to a place, and another that is that place. */
  async function startLogs(
    place: (blobUrl: string) => string,
    blob: (request: IncomingMessage, response: ServerResponse) => void,
  ) {
    const asked: { readonly url: string | undefined; readonly authorization: string | undefined }[] = [];
    const blobs = await listenOnLoopback(
      createServer((request, response) => {
        asked.push({ url: request.url, authorization: request.headers.authorization });
        blob(request, response);
      }),
    );
    const api = await listenOnLoopback(
      createServer((request, response) => {
        if (request.url?.startsWith('/blob') === true) return blob(request, response);
        response.writeHead(302, { location: place(blobs.url) }).end();
      }),
    );
    const client = connectGitHub({ apiUrl: api.url, appId: 1, privateKey: 'never used', polite: false });
    return {
      read: () => readJobLog(client.as('ghs_secret'), { repository, job: 7 }, never),
      apiUrl: api.url,
      asked,
      async [Symbol.asyncDispose]() {
        await api[Symbol.asyncDispose]();
        await blobs[Symbol.asyncDispose]();
      },
    };
  }

  test.for<[name: string, place: (blobUrl: string) => string]>([
    ['in the clear on another host', (url) => `${url}/blob`],
    ['with credentials in the address', () => 'https://user:word@blobs.example/log'],
    ['in a file', () => 'file:///etc/passwd'],
    ['nowhere', () => ''],
  ])('that is said to be %s is not fetched', async ([, place]) => {
    await using logs = await startLogs(place, (_, response) => response.end('taken'));

    await expect(logs.read()).rejects.toThrow('GitHub did not say where the log of a job is.');

    expect(logs.asked).toEqual([]);
  });

  test('without an end is read no further than its limit, and only its end is kept', async () => {
    let sent = 0;
    let api = '';
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const pour = (_: IncomingMessage, response: ServerResponse) => {
      const more = () => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.byteLength;
      };
      response.on('drain', () => {
        sent += chunk.byteLength;
        more();
      });
      more();
    };
    await using logs = await startLogs(() => `${api}/blob`, pour);
    api = logs.apiUrl;

    const log = await logs.read();

    expect(log.length).toBeLessThanOrEqual(32 * 1024);
    expect(sent).toBeGreaterThan(32 * 1024 * 1024);
    expect(sent).toBeLessThan(256 * 1024 * 1024);
  });

  test('is fetched without the token', async () => {
    let api = '';
    const seen: (string | undefined)[] = [];
    await using logs = await startLogs(
      () => `${api}/blob`,
      (request, response) => {
        seen.push(request.headers.authorization);
        if (request.url === '/blob') response.end('first\nlast\n');
      },
    );
    api = logs.apiUrl;

    expect(await logs.read()).toBe('first\nlast');

    expect(seen).toEqual([undefined]);
  });

  test('is looked for at one place, whatever that says', async () => {
    let api = '';
    await using logs = await startLogs(
      () => `${api}/blob`,
      (_, response) => response.writeHead(302, { location: '/blob-2' }).end(),
    );
    api = logs.apiUrl;

    await expect(logs.read()).rejects.toThrow('GitHub did not give the log of a job');
  });
});
