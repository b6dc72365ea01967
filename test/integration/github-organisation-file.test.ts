import { expect, test } from 'vitest';
import { connectGitHub } from '../../src/github/connect-github.ts';
import { GitHubFault } from '../../src/github/github-fault.ts';
import { readOrganisationFile } from '../../src/github/read-organisation-file.ts';
import { someSeed, startGitHubWithApp } from '../support/start-github-with-app.ts';

const path = '.github/sandpiper.yml';
const route = '/app/installations/{installation_id}/access_tokens';
const never = new AbortController().signal;

const owners = {
  name: '.github',
  history: [
    {
      message: 'Settings for all',
      author: { name: 'Wanda Ader', email: 'wanda@tidewords.example' },
      at: '2024-05-01T10:00:00Z',
      files: { [path]: 'guidance: Be brief.\n' },
    },
  ],
};

async function read(repositories: readonly object[], status: number | null = null) {
  const seed = someSeed();
  const otherRepositories = repositories.map((one) => ({ ...seed.repository, ...one }));
  await using opened = await startGitHubWithApp({ ...seed, otherRepositories });
  const { github } = opened;
  const { id: appId, privateKey } = github.app;
  const client = connectGitHub({ apiUrl: github.apiUrl, appId, privateKey, polite: false });
  const { installationId } = seed.app;
  if (status !== null) github.failNext({ method: 'POST', route, status });
  const file = { installationId, owner: 'wader', path };
  const text = await readOrganisationFile(client, file, never).catch((error: unknown) => error);
  return { text, tokens: github.mintedTokens() };
}

test('reads what an owner sets for all their repositories, with a token for nothing else', async () => {
  const { text, tokens } = await read([owners]);

  expect(text).toBe('guidance: Be brief.\n');
  expect(tokens).toMatchObject([{ repositories: ['wader/.github'], state: 'revoked' }]);
});

test.for<readonly [string, readonly object[]]>([
  ['has no such repository', []],
  ['sets nothing there', [{ ...owners, history: [{ ...owners.history[0], files: { 'README.md': 'Hello\n' } }] }]],
  ['has an empty one', [{ ...owners, history: [] }]],
])('an owner who %s sets nothing', async ([, repositories]) => {
  const { text } = await read(repositories);

  expect(text).toBeNull();
});

test.for([403, 500, 502])('what an owner forbids is not taken for nothing when GitHub answers %s', async (status) => {
  const { text } = await read([owners], status);

  expect(text).toBeInstanceOf(GitHubFault);
});
