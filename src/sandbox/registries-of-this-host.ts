import { type EgressRule, SandboxFault } from './sandbox.ts';

/** Whose packages a sandbox may read, besides those of npm; see `npmOfThisHost`. */
export type RegistryEcosystem = 'node' | 'python' | 'go' | 'rust' | 'java';

export type Registries = {
  readonly allow: readonly EgressRule[];
  /** Points the tools in a sandbox to them. Holds no credential. */
  readonly env: Readonly<Record<string, string>>;
};

/** Only these of the host's environment are looked at: what pip, uv and Go are set to. */
export type HostRegistrySettings = Readonly<
  Partial<Record<'PIP_INDEX_URL' | 'UV_INDEX_URL' | 'UV_DEFAULT_INDEX' | 'GOPROXY' | 'GOSUMDB' | 'GONOSUMDB', string>>
>;

/**
 * Where packages of these ecosystems are read from: where this host's own settings say, else the public registries. A name and
 * password in a setting stay with the host's proxy. Throws `SandboxFault` for a setting that is no web address.
 */
export function registriesOfThisHost(
  ecosystems: readonly RegistryEcosystem[],
  settings: HostRegistrySettings,
): Registries {
  const all = ecosystems.map((ecosystem) => find[ecosystem](settings));
  return {
    allow: all.flatMap(({ allow }) => allow),
    env: Object.assign({}, ...all.map(({ env }) => env)),
  };
}

const find: Readonly<Record<RegistryEcosystem, (settings: HostRegistrySettings) => Registries>> = {
  // Lockfiles of Yarn name its own host, which is a mirror of npm's registry.
  node: () => ({ allow: [publicRule('registry.yarnpkg.com', '/')], env: {} }),
  python: pythonRegistries,
  go: goRegistries,
  rust: () => ({
    allow: [
      publicRule('index.crates.io', '/'),
      publicRule('static.crates.io', '/'),
      publicRule('crates.io', '/api/v1/crates/'),
    ],
    env: {},
  }),
  // Gradle's distributions are kept as releases on GitHub, to which its own host sends whoever asks.
  java: () => ({
    allow: [
      publicRule('repo.maven.apache.org', '/maven2/'),
      publicRule('repo1.maven.org', '/maven2/'),
      publicRule('plugins.gradle.org', '/m2/'),
      publicRule('plugins-artifacts.gradle.org', '/'),
      publicRule('services.gradle.org', '/'),
      publicRule('downloads.gradle.org', '/'),
      publicRule('github.com', '/gradle/gradle-distributions/releases/download/'),
      publicRule('release-assets.githubusercontent.com', '/github-production-release-asset/'),
    ],
    env: {},
  }),
};

function pythonRegistries(settings: HostRegistrySettings): Registries {
  const name = (['PIP_INDEX_URL', 'UV_DEFAULT_INDEX', 'UV_INDEX_URL'] as const).find(
    (one) => settings[one] !== undefined,
  );
  if (name === undefined)
    return { allow: [publicRule('pypi.org', '/'), publicRule('files.pythonhosted.org', '/')], env: {} };
  const url = webAddress(name, settings[name] ?? '');
  const { href } = withoutLogin(url);
  return {
    // An index may keep its files beside its pages: the whole host is read.
    allow: [{ ...operatorsRule(url), pathPrefix: '/' }],
    env: { PIP_INDEX_URL: href, UV_INDEX_URL: href, UV_DEFAULT_INDEX: href },
  };
}

/** Without `direct`, which would ask version control systems that a sandbox cannot reach. */
function goRegistries({ GOPROXY, GOSUMDB, GONOSUMDB }: HostRegistrySettings): Registries {
  const named = (GOPROXY ?? '').split(/[,|]/).map((part) => part.trim());
  const urls = named.filter((part) => !['', 'direct', 'off'].includes(part)).map((part) => webAddress('GOPROXY', part));
  const proxies = urls.length === 0 ? [publicRule('proxy.golang.org', '/')] : urls.map(operatorsRule);
  const asked = urls.length === 0 ? ['https://proxy.golang.org'] : urls.map((url) => withoutLogin(url).href);
  return {
    allow: [...proxies, publicRule('sum.golang.org', '/')],
    env: {
      GOPROXY: asked.join(','),
      ...(GOSUMDB === undefined ? {} : { GOSUMDB }),
      ...(GONOSUMDB === undefined ? {} : { GONOSUMDB }),
    },
  };
}

function publicRule(host: string, pathPrefix: string): EgressRule {
  return { host, port: 443, scheme: 'https', pathPrefix, addresses: 'public' };
}

/** Its address is vouched for: an operator's own registry may be a private one. */
function operatorsRule(url: URL): EgressRule {
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const usual = scheme === 'https' ? 443 : 80;
  const port = url.port === '' ? usual : Number(url.port);
  const rule: EgressRule = { host: url.hostname, port, scheme, pathPrefix: url.pathname, addresses: 'any' };
  if (url.username === '') return rule;
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { ...rule, inject: { authorization: `Basic ${Buffer.from(login).toString('base64')}` } };
}

function withoutLogin(url: URL): URL {
  const plain = new URL(url);
  plain.username = '';
  plain.password = '';
  return plain;
}

function webAddress(setting: string, text: string): URL {
  const url = URL.parse(text);
  if (url !== null && ['https:', 'http:'].includes(url.protocol)) return url;
  throw new SandboxFault(`${setting} of this host is not a web address.`, {
    ran: 'no',
    code: 'invalid',
    nextAction: `Correct ${setting}, or take it out of the environment.`,
  });
}
