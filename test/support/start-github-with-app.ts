import { App, Octokit } from 'octokit';
import type { LoopbackSeed } from '../../src/demo/github/loopback-github.ts';
import { startLoopbackGitHub } from '../../src/demo/github/start-loopback-github.ts';

const author = { name: 'Wanda Ader', email: 'wanda@tidewords.example' };

/** A seed with two repositories, four people and three issues; a test says only what differs. */
export function someSeed(overrides: Partial<LoopbackSeed> = {}): LoopbackSeed {
  const repository = {
    owner: 'wader',
    name: 'tidewords',
    description: 'Says a tide table in plain words',
    private: true,
    defaultBranch: 'main',
    history: [
      {
        message: 'First',
        author,
        at: '2024-05-01T10:00:00Z',
        files: { 'README.md': '# Tides\n', 'src/ä/b.js': '1\n' },
      },
      { message: 'Second\n\nWith a body.', author, at: '2024-05-02T10:00:00Z', files: { 'src/ä/b.js': '2\n' } },
    ],
  };
  return {
    app: {
      id: 1207,
      installationId: 51_007,
      slug: 'sandpiper',
      webhookSecret: 'a secret of the loopback',
      permissions: {
        metadata: 'read',
        contents: 'write',
        issues: 'write',
        pull_requests: 'write',
        checks: 'write',
        actions: 'read',
      },
      events: ['issues', 'pull_request'],
    },
    repository,
    otherRepositories: [{ ...repository, name: 'other', history: [] }],
    people: {
      wader: 'admin',
      turnstone: 'write',
      knot: 'maintain',
      plover: 'triage',
      gull: 'none',
      'dunlin[bot]': 'write',
    },
    addresses: { [author.email]: 'wader' },
    issues: [
      { title: 'It is wrong', body: 'See here.', author: 'plover' },
      { title: 'No words', body: null, author: 'wader' },
      { title: 'Done already', body: 'x', author: 'wader', state: 'closed' },
    ],
    ...overrides,
  };
}

/** A loopback GitHub with the two ways an app speaks to it. */
export async function startGitHubWithApp(seed: LoopbackSeed = someSeed()) {
  const github = await startLoopbackGitHub(seed);
  const Connected = Octokit.defaults({
    baseUrl: github.apiUrl,
    throttle: { enabled: false },
    retry: { enabled: false },
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
  const app = new App({ appId: github.app.id, privateKey: github.app.privateKey, Octokit: Connected });
  const mint = async (permissions: MintPermissions, repositories?: string[]) => {
    const { data } = await app.octokit.rest.apps.createInstallationAccessToken({
      installation_id: seed.app.installationId,
      permissions,
      ...(repositories === undefined ? {} : { repositories }),
    });
    return data.token;
  };
  return {
    github,
    app: app.octokit,
    mint,
    as: (token: string) => new Connected({ auth: token }),
    at: { owner: seed.repository.owner, repo: seed.repository.name },
    [Symbol.asyncDispose]: () => github[Symbol.asyncDispose](),
  };
}

type MintPermissions = NonNullable<
  NonNullable<Parameters<Octokit['rest']['apps']['createInstallationAccessToken']>[0]>['permissions']
>;

function ignore(): undefined {
  return undefined;
}
