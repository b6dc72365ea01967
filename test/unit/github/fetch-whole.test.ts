import { createServer, type ServerResponse } from 'node:http';
import { Octokit } from 'octokit';
import { expect, onTestFinished, test } from 'vitest';
import { fetchWhole } from '../../../src/github/fetch-whole.ts';

async function serve(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_request, response) => answer(response));
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

const json = { 'content-type': 'application/json' };
const cut = (response: ServerResponse) => {
  response.writeHead(201, { ...json, 'content-length': '100' });
  response.write('{"number": 4', () => response.destroy());
};
const ask = (baseUrl: string, fetch?: typeof fetchWhole) =>
  new Octokit({ baseUrl, retry: { enabled: false }, ...(fetch === undefined ? {} : { request: { fetch } }) }).request(
    'POST /',
  );

test('an answer that is there to its end is handed on as it is', async () => {
  const origin = await serve((response) => response.writeHead(201, json).end('{"number": 4}'));

  const response = await fetchWhole(`${origin}/x`);

  expect({ url: response.url, status: response.status, body: await response.json() }).toEqual({
    url: `${origin}/x`,
    status: 201,
    body: { number: 4 },
  });
});

test('an answer without a body stays one', async () => {
  const origin = await serve((response) => response.writeHead(204).end());

  expect((await fetchWhole(origin)).status).toBe(204);
});

test('an answer that is cut off is none, where octokit alone takes it for an empty one', async () => {
  const origin = await serve(cut);

  expect((await ask(origin)).data).toBe('');
  await expect(ask(origin, fetchWhole)).rejects.toThrow(/terminated|other side closed/);
});

test('an answer without an end is not read on and on', async () => {
  const origin = await serve((response) => {
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    const more = () => void response.write(megabyte, (error) => (error ? undefined : more()));
    more();
  });

  await expect(fetchWhole(origin)).rejects.toThrow(/larger than/);
});
