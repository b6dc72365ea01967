import { expect, test } from 'vitest';
import { readGitHubContract } from '../../../src/demo/github/github-contract.ts';

const contract = await readGitHubContract();

function check(method: string, pathAndQuery: string, body?: unknown) {
  const [path = '', query = ''] = pathAndQuery.split('?');
  return contract.check({ method, path, query: new URLSearchParams(query), body });
}

test.for([
  ['GET', '/repos/wader/tidewords/issues/1/comments?per_page=100', undefined],
  ['POST', '/repos/wader/tidewords/issues/1/comments', { body: 'hello' }],
  ['POST', '/repos/wader/tidewords/issues/1/reactions', { content: 'eyes' }],
  ['POST', '/app/installations/1/access_tokens', { repositories: ['tidewords'], permissions: { contents: 'read' } }],
  ['POST', '/repos/wader/tidewords/pulls', { title: 't', head: 'b', base: 'main', body: 'text', draft: true }],
  ['POST', '/repos/wader/tidewords/check-runs', { name: 'proof', head_sha: 'a', output: { title: 't', summary: 's' } }],
  ['DELETE', '/repos/wader/tidewords/git/refs/heads%2Fsandpiper%2F1-x', undefined],
  ['PATCH', '/repos/wader/tidewords/git/refs/heads%2Fsandpiper%2F1-x', { sha: 'a', force: false }],
  ['POST', '/repos/wader/tidewords/labels', { name: 'agent: queued', color: 'ededed' }],
  ['DELETE', '/installation/token', undefined],
] as const)('%s %s as GitHub describes it is in order', ([method, path, body]) => {
  const { match, problems } = check(method, path, body);

  expect(match).not.toBeNull();
  expect(problems).toEqual([]);
});

test.for([
  ['an unknown route', 'GET', '/repos/wader/tidewords/nonsense', undefined, /is not an operation/],
  ['an unknown query parameter', 'GET', '/repos/wader/tidewords?deep=1', undefined, /unknown property deep/],
  ['a path parameter of the wrong type', 'GET', '/repos/wader/tidewords/issues/one', undefined, /must be integer/],
  [
    'an unknown property',
    'POST',
    '/repos/wader/tidewords/pulls',
    { head: 'b', base: 'm', drafty: true },
    /unknown property drafty/,
  ],
  [
    'an unknown property deep inside',
    'POST',
    '/repos/wader/tidewords/check-runs',
    { name: 'n', head_sha: 'a', output: { title: 't', summary: 's', body: '' } },
    /body\/output has an unknown property body/,
  ],
  [
    'an unknown property in a union',
    'POST',
    '/repos/wader/tidewords/issues/1/labels',
    { labels: ['x'], force: true },
    /unknown property force/,
  ],
  ['a missing property', 'POST', '/repos/wader/tidewords/pulls', { base: 'main' }, /required property 'head'/],
  [
    'a value of the wrong type',
    'POST',
    '/repos/wader/tidewords/issues/1/comments',
    { body: 1 },
    /body\/body must be string/,
  ],
  [
    'a value outside an enumeration',
    'POST',
    '/repos/wader/tidewords/issues/1/reactions',
    { content: 'goggles' },
    /allowed values/,
  ],
  ['a missing body', 'POST', '/repos/wader/tidewords/pulls', undefined, /a body is required/],
  ['a body where none belongs', 'DELETE', '/installation/token', { why: 'done' }, /takes no body/],
  [
    'an unknown permission',
    'POST',
    '/app/installations/1/access_tokens',
    { permissions: { everything: 'write' } },
    /unknown property everything/,
  ],
] as const)('%s is a violation', ([, method, path, body, problem]) => {
  expect(check(method, path, body).problems.join('\n')).toMatch(problem);
});

test('a branch with slashes is one parameter', () => {
  const { match } = check('GET', '/repos/wader/tidewords/git/ref/heads%2Fsandpiper%2F1-x');

  expect(match?.parameters.get('ref')).toBe('heads/sandpiper/1-x');
});

test('a webhook that lacks what GitHub sends is a violation', () => {
  expect(contract.checkWebhook('issues-labeled', { action: 'labeled' })).not.toEqual([]);
});

test('a route that begins like a shorter one with a name at its end is told from it', () => {
  expect(check('GET', '/repos/wader/tidewords/commits/main/check-runs').match?.operation).toBe('checks/list-for-ref');
  expect(check('GET', '/repos/wader/tidewords/commits/main').match?.operation).toBe('repos/get-commit');
});
