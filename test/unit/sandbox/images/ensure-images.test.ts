import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { connectEngine } from '../../../../src/sandbox/engine/connect-engine.ts';
import { ensureImages } from '../../../../src/sandbox/images/ensure-images.ts';
import { imageReference } from '../../../../src/sandbox/images/image-reference.ts';
import type { SandboxImage } from '../../../../src/sandbox/images/sandbox-image.ts';

const never = new AbortController().signal;

test('what several images are built upon is built once, and first', async () => {
  await using engine = await engineWith({ images: [] });

  await ensureImages(engine.deps, ['java', 'python'], never);

  expect(engine.built).toEqual(await references('base', 'python', 'java'));
  expect(engine.said[0]).toContain('base, python, java');
});

test('what is there is not built again', async () => {
  await using engine = await engineWith({ images: await references('base', 'python') });

  await ensureImages(engine.deps, ['python', 'go'], never);

  expect(engine.built).toEqual(await references('go'));
});

test('what an image is built upon is not needed once the image is there', async () => {
  await using engine = await engineWith({ images: await references('python') });

  await ensureImages(engine.deps, ['python'], never);

  expect(engine.built).toEqual([]);
  expect(engine.said).toEqual([]);
});

test('nothing is built for an engine of another architecture', async () => {
  await using engine = await engineWith({ images: [], architecture: 'arm64' });

  const ensured = ensureImages(engine.deps, ['base'], never);

  await expect(ensured).rejects.toMatchObject({ name: 'SandboxFault', code: 'unsupported', ran: 'no' });
  expect(engine.built).toEqual([]);
});

test('no image is built after one that failed', async () => {
  const broken = await imageReference('base');
  await using engine = await engineWith({ images: [], broken });

  const ensured = ensureImages(engine.deps, ['go'], never);

  await expect(ensured).rejects.toThrow(`The image ${broken} could not be built`);
  expect(engine.built).toEqual([broken]);
});

const references = (...images: readonly SandboxImage[]) => Promise.all(images.map(imageReference));

type EngineState = {
  readonly images: readonly string[];
  readonly architecture?: string;
  /** Its build fails. */
  readonly broken?: string;
};

/** The engine's protocol, as far as builds need it. It has a plain Debian. */
async function engineWith({ images, architecture = 'amd64', broken }: EngineState) {
  const has = new Set(['debian:bookworm-slim', ...images]);
  const built: string[] = [];
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://engine');
    for await (const _ of request);
    const answer = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body));
    if (pathname.endsWith('/version')) return answer(200, { Arch: architecture });
    if (!pathname.endsWith('/build'))
      return answer(has.has(pathname.slice('/images/'.length, -'/json'.length)) ? 200 : 404, {});
    const tag = searchParams.get('t') ?? '';
    built.push(tag);
    return answer(200, tag === broken ? { error: 'returned a non-zero code: 1' } : { stream: 'Successfully built' });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const said: string[] = [];
  const docker = connectEngine(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    deps: { docker, say: (line: string) => said.push(line) },
    built,
    said,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
