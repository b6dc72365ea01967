/** One request to emulate's REST API, which knows neither our prefix nor our strictness. */
export type AskEmulator = (request: EmulatorRequest) => Promise<EmulatorAnswer>;

export type EmulatorRequest = {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly token: string;
  readonly body?: unknown;
};

export type EmulatorAnswer = {
  readonly status: number;
  readonly link: string | null;
  /** Parsed JSON; `null` when there was none. */
  readonly body: unknown;
};

export type Reach = {
  /** Where people reach us: every address in an answer leads back there, the API's under its prefix. */
  readonly origin: string;
  /** Logins of accounts that were deleted. */
  readonly goneAccounts: ReadonlySet<string>;
};

export function askEmulatorAt(emulatorUrl: string, { origin, goneAccounts }: Reach): AskEmulator {
  const reachable = emulatorUrl.replace('//localhost:', '//127.0.0.1:');
  return async ({ method, path, token, body }) => {
    const response = await fetch(`${reachable}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    return {
      status: response.status,
      link: response.headers.get('link')?.replaceAll(`<${reachable}/`, `<${origin}/api/v3/`) ?? null,
      body: text === '' ? null : parse(text, emulatorUrl, { origin, goneAccounts }),
    };
  };
}

function parse(text: string, emulatorUrl: string, { origin, goneAccounts }: Reach): unknown {
  const api = new RegExp(`^${emulatorUrl}/(?=(?:repos|users|orgs|app|installation)/)`);
  return JSON.parse(text, (key, value: unknown) => {
    const isAddress = typeof value === 'string' && (key === 'url' || key.endsWith('_url') || key === 'href');
    if (isGone(value, goneAccounts)) return { ...value, ...ghost };
    return isAddress ? value.replace(api, `${origin}/api/v3/`).replace(emulatorUrl, origin) : value;
  });
}

/** GitHub's stand-in for accounts that were deleted. */
const ghost = { login: 'ghost', id: 10_137, node_id: 'MDQ6VXNlcjEwMTM3', type: 'User' };

function isGone(value: unknown, goneAccounts: ReadonlySet<string>): value is object {
  return typeof value === 'object' && value !== null && 'login' in value && goneAccounts.has(String(value.login));
}
