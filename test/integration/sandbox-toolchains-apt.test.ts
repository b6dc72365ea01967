import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EgressRule } from '../../src/sandbox/sandbox.ts';
import { imageBuildMs, type ToolchainBox, toolchainBox, toolMs } from '../support/toolchain-box.ts';

let box: ToolchainBox;

beforeAll(async () => {
  box = await toolchainBox({ image: 'base', allow: await mirrors(), upstreamCaPem: null });
}, imageBuildMs);

afterAll(() => box?.[Symbol.asyncDispose]());

test('apt reads lists and a package of the real mirror through the proxy, without being root, and its program runs', {
  timeout: toolMs,
}, async () => {
  await box.run('apt-get -qq update && apt-get -qq download hello && dpkg --extract hello_*.deb hello');
  const result = await box.run('id -u && hello/usr/bin/hello');

  expect(result.stdout).toBe('1000\nHello, world!\n');
  expect(box.attempts).toContainEqual(
    expect.objectContaining({ path: expect.stringMatching(/\/hello_.*\.deb$/), decision: 'allowed', status: 200 }),
  );
  expect(box.attempts.filter(({ decision }) => decision === 'denied')).toEqual([]);
});

/** The mirrors that the image names as its sources. */
async function mirrors(): Promise<readonly EgressRule[]> {
  await using offline = await toolchainBox({ image: 'base', allow: [], upstreamCaPem: null });
  const { stdout } = await offline.run('apt-get update --print-uris');
  const lists = [...stdout.matchAll(/^'([^']+)\/dists\//gm)].map((match) => match[1] ?? '');
  return [...new Set(lists)].map((site) => {
    const { protocol, hostname: host, port, pathname: pathPrefix } = new URL(site);
    const scheme = protocol === 'https:' ? 'https' : 'http';
    return { host, port: Number(port) || { http: 80, https: 443 }[scheme], scheme, pathPrefix, addresses: 'any' };
  });
}
