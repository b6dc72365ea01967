import { describe, expect, test } from 'vitest';
import { gitHubSettings, operatorSettings } from '../../../src/config/operator-settings.ts';

const app = {
  APP_ID: '7',
  PRIVATE_KEY: '-----BEGIN RSA PRIVATE KEY-----\\nabc\\n-----END RSA PRIVATE KEY-----',
  WEBHOOK_SECRET: 'f3a9c0d4e5b6172839405162738495a0',
};

describe('settings every command needs', () => {
  test('have defaults for everything', () => {
    const settings = operatorSettings({});

    expect(settings.budget).toEqual({ steps: 120, tokens: 4_000_000, costUsd: 5, minutes: 45 });
    expect(settings.model).toEqual({ baseUrl: 'https://api.openai.com/v1', apiKey: null, name: null, profile: {} });
  });

  test('take an empty variable for one that is not set', () => {
    expect(operatorSettings({ SANDPIPER_MAX_STEPS: '', OPENAI_API_KEY: ' ' })).toEqual(operatorSettings({}));
  });

  test('name every wrong setting at once', () => {
    const read = () => operatorSettings({ SANDPIPER_MAX_STEPS: 'many', OPENAI_BASE_URL: 'not a url' });

    expect(read).toThrow(/SANDPIPER_MAX_STEPS/);
    expect(read).toThrow(/OPENAI_BASE_URL/);
  });

  test('take a price only when both halves of it are given', () => {
    const priced = { SANDPIPER_PRICE_INPUT: '2.5', SANDPIPER_PRICE_OUTPUT: '0' };

    expect(operatorSettings(priced).model.profile.price).toEqual({ input: 2.5, cachedInput: 2.5, output: 0 });
    expect(operatorSettings({ SANDPIPER_PRICE_INPUT: '2.5' }).model.profile.price).toBeUndefined();
  });

  test('split the list of egress hosts at commas and spaces', () => {
    expect(operatorSettings({ SANDPIPER_EGRESS_HOSTS: 'a.example, b.example' }).egressHosts).toEqual([
      'a.example',
      'b.example',
    ]);
  });
});

describe('settings of the GitHub App', () => {
  test('turn the written-out line ends of a key in the environment into real ones', () => {
    expect(gitHubSettings(app).privateKey).toContain('KEY-----\nabc\n-----END');
  });

  test.for([
    ['no secret', { WEBHOOK_SECRET: undefined }, /WEBHOOK_SECRET/],
    ["Probot's default secret", { WEBHOOK_SECRET: 'development' }, /at least 32 characters/],
    ['a secret of one character repeated', { WEBHOOK_SECRET: 'x'.repeat(40) }, /too simple/],
    ['an app id that is no number', { APP_ID: 'Iv1.abc' }, /APP_ID/],
    ['no key', { PRIVATE_KEY: undefined }, /PRIVATE_KEY_PATH: is missing/],
    ['a key that is no key', { PRIVATE_KEY: 'hello' }, /not a PEM file/],
    [
      "a server's API alone",
      { GITHUB_API_URL: 'https://ghe.example/api/v3' },
      /GITHUB_API_URL have to be set together/,
    ],
    [
      'a server without its API',
      { GITHUB_SERVER_URL: 'https://ghe.example' },
      /GITHUB_API_URL have to be set together/,
    ],
    ['a key file that is not there', { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: '/nowhere.pem' }, /could not be read/],
  ] as const)('refuse to start with %s', ([, change, message]) => {
    expect(() => gitHubSettings({ ...app, ...change })).toThrow(message);
  });

  test.for([
    [{}, 'https://api.github.com', 'https://github.com'],
    [
      { GITHUB_API_URL: 'https://ghe.example/api/v3/', GITHUB_SERVER_URL: 'https://ghe.example/' },
      'https://ghe.example/api/v3',
      'https://ghe.example',
    ],
  ] as const)('name one server: %j', ([given, apiUrl, serverUrl]) => {
    expect(gitHubSettings({ ...app, ...given })).toMatchObject({ apiUrl, serverUrl });
  });

  test('limit what is done on a day, and leave the money of it to the limit of each run', () => {
    expect(gitHubSettings(app).limits).toEqual({
      runs: 2,
      runsPerRepository: 1,
      runsPerDay: 50,
      runsPerPersonPerDay: 20,
      waiting: 100,
      budgetUsdPerDay: null,
    });
    expect(gitHubSettings({ ...app, SANDPIPER_BUDGET_USD_PER_DAY: '12.5' }).limits.budgetUsdPerDay).toBe(12.5);
  });

  test.for([
    [undefined, null],
    ['https://sandpiper.example/', 'https://sandpiper.example'],
  ] as const)('say where people reach the run pages: %s', ([given, expected]) => {
    expect(gitHubSettings({ ...app, SANDPIPER_PUBLIC_URL: given }).publicUrl).toBe(expected);
  });

  test('take no address for the run pages that a browser would run', () => {
    expect(() => gitHubSettings({ ...app, SANDPIPER_PUBLIC_URL: 'javascript:alert(1)' })).toThrow(
      /SANDPIPER_PUBLIC_URL/,
    );
  });
});
