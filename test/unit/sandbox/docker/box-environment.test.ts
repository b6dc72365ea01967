import { expect, test } from 'vitest';
import { boxEnvironment } from '../../../../src/sandbox/docker/box-environment.ts';

test('lets the caller have the last word', () => {
  const env = boxEnvironment({ egress: true, env: { CI: '0', NO_PROXY: 'service.internal' } });

  expect(env).toMatchObject({ CI: '0', NO_PROXY: 'service.internal', HOME: '/home/agent' });
});

test('names a proxy only in a box that has egress', () => {
  const names = [true, false].map((egress) => Object.keys(boxEnvironment({ egress, env: {} })));

  expect(names[0]).toEqual(
    expect.arrayContaining([
      'HTTPS_PROXY',
      'https_proxy',
      'YARN_HTTPS_PROXY',
      'NODE_EXTRA_CA_CERTS',
      'npm_config_cafile',
    ]),
  );
  expect(names[1]).not.toEqual(expect.arrayContaining([expect.stringMatching(/proxy|ca_cert|cafile/i)]));
});
