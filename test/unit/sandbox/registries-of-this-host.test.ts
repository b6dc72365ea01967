import { expect, test } from 'vitest';
import { registriesOfThisHost } from '../../../src/sandbox/registries-of-this-host.ts';
import { SandboxFault } from '../../../src/sandbox/sandbox.ts';

const hostsOf = (registries: ReturnType<typeof registriesOfThisHost>) => registries.allow.map(({ host }) => host);

test.for([
  ['python', ['pypi.org', 'files.pythonhosted.org']],
  ['go', ['proxy.golang.org', 'sum.golang.org']],
  ['rust', ['index.crates.io', 'static.crates.io', 'crates.io']],
] as const)('without settings, %s is read from %j', ([ecosystem, hosts]) => {
  const registries = registriesOfThisHost([ecosystem], {});

  expect(hostsOf(registries)).toEqual(hosts);
  expect(registries.allow.map(({ addresses }) => addresses)).toEqual(hosts.map(() => 'public'));
});

test('of GitHub, Java reads the distributions of Gradle and nothing else', () => {
  const { allow } = registriesOfThisHost(['java'], {});

  expect(allow.filter(({ host }) => host === 'github.com')).toMatchObject([
    { pathPrefix: '/gradle/gradle-distributions/releases/download/' },
  ]);
});

test('the registries of several ecosystems are put together', () => {
  const registries = registriesOfThisHost(['go', 'rust'], {});

  expect(hostsOf(registries)).toContain('proxy.golang.org');
  expect(hostsOf(registries)).toContain('static.crates.io');
});

test('an index of the operator’s takes the place of the public one, and its password stays on the host', () => {
  const registries = registriesOfThisHost(['python'], { PIP_INDEX_URL: 'https://me:s%40cret@pypi.corp:8443/simple' });

  expect(registries).toEqual({
    allow: [
      {
        host: 'pypi.corp',
        port: 8443,
        scheme: 'https',
        pathPrefix: '/',
        addresses: 'any',
        inject: { authorization: `Basic ${Buffer.from('me:s@cret').toString('base64')}` },
      },
    ],
    env: {
      PIP_INDEX_URL: 'https://pypi.corp:8443/simple',
      UV_INDEX_URL: 'https://pypi.corp:8443/simple',
      UV_DEFAULT_INDEX: 'https://pypi.corp:8443/simple',
    },
  });
});

test('Go asks the proxies of the operator, and no version control systems', () => {
  const { allow, env } = registriesOfThisHost(['go'], { GOPROXY: 'https://go.corp/mod,direct', GONOSUMDB: 'corp/*' });

  expect(allow[0]).toMatchObject({ host: 'go.corp', pathPrefix: '/mod', addresses: 'any' });
  expect(env).toEqual({ GOPROXY: 'https://go.corp/mod', GONOSUMDB: 'corp/*' });
});

test.for([{ PIP_INDEX_URL: 'file:///srv/pypi' }, { PIP_INDEX_URL: 'me:secret@nowhere' }])(
  'says which setting is no web address, and not what it holds: %j',
  (settings) => {
    const asked = () => registriesOfThisHost(['python'], settings);

    expect(asked).toThrow(SandboxFault);
    expect(asked).toThrow(/^PIP_INDEX_URL of this host is not a web address\.$/);
  },
);
