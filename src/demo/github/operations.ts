/** What a caller must be or hold to use an operation; the ids are those of GitHub's OpenAPI description. */
export type Access =
  /** Signed with the app's private key. */
  | { readonly caller: 'app' }
  /** An installation token that holds one of these permissions. */
  | { readonly caller: 'installation'; readonly needs: readonly Permission[] };

type Permission = { readonly name: string; readonly level: 'read' | 'write' };

const app: Access = { caller: 'app' };
const read = (...names: readonly string[]): Access => held(names, 'read');
const write = (...names: readonly string[]): Access => held(names, 'write');

/** Everything the loopback GitHub answers. A request for anything else is a violation of the contract. */
export const operations: ReadonlyMap<string, Access> = new Map([
  ['apps/get-authenticated', app],
  ['apps/list-installations', app],
  ['apps/get-installation', app],
  ['apps/get-repo-installation', app],
  ['apps/create-installation-access-token', app],
  ['apps/revoke-installation-access-token', { caller: 'installation', needs: [] }],
  ['apps/list-repos-accessible-to-installation', read('metadata')],
  ['repos/get', read('metadata')],
  ['repos/get-collaborator-permission-level', read('metadata')],
  ['repos/get-branch', read('contents')],
  ['repos/get-content', read('contents')],
  ['repos/get-commit', read('contents')],
  ['repos/compare-commits-with-basehead', read('contents')],
  ['git/get-ref', read('contents')],
  ['git/get-commit', read('contents')],
  ['git/list-matching-refs', read('contents')],
  ['git/create-blob', write('contents')],
  ['git/create-tree', write('contents')],
  ['git/create-commit', write('contents')],
  ['git/create-ref', write('contents')],
  ['git/update-ref', write('contents')],
  ['git/delete-ref', write('contents')],
  ['issues/get', read('issues', 'pull_requests')],
  ['issues/list-for-repo', read('issues', 'pull_requests')],
  ['issues/list-comments', read('issues', 'pull_requests')],
  ['issues/get-comment', read('issues', 'pull_requests')],
  ['issues/create-comment', write('issues', 'pull_requests')],
  ['issues/update-comment', write('issues', 'pull_requests')],
  ['issues/delete-comment', write('issues', 'pull_requests')],
  ['issues/list-events-for-timeline', read('issues', 'pull_requests')],
  ['issues/list-labels-on-issue', read('issues', 'pull_requests')],
  ['issues/add-labels', write('issues', 'pull_requests')],
  ['issues/remove-label', write('issues', 'pull_requests')],
  ['issues/set-labels', write('issues', 'pull_requests')],
  ['issues/list-labels-for-repo', read('issues', 'pull_requests')],
  ['issues/get-label', read('issues', 'pull_requests')],
  ['issues/create-label', write('issues', 'pull_requests')],
  ['reactions/list-for-issue', read('issues', 'pull_requests')],
  ['reactions/create-for-issue', write('issues', 'pull_requests')],
  ['reactions/delete-for-issue', write('issues', 'pull_requests')],
  ['reactions/list-for-issue-comment', read('issues', 'pull_requests')],
  ['reactions/create-for-issue-comment', write('issues', 'pull_requests')],
  ['reactions/delete-for-issue-comment', write('issues', 'pull_requests')],
  ['reactions/create-for-pull-request-review-comment', write('pull_requests')],
  ['pulls/list', read('pull_requests')],
  ['pulls/get', read('pull_requests')],
  ['pulls/list-commits', read('pull_requests')],
  ['pulls/list-files', read('pull_requests')],
  ['pulls/list-reviews', read('pull_requests')],
  ['pulls/get-review', read('pull_requests')],
  ['pulls/list-comments-for-review', read('pull_requests')],
  ['pulls/list-review-comments', read('pull_requests')],
  ['pulls/get-review-comment', read('pull_requests')],
  ['pulls/create-reply-for-review-comment', write('pull_requests')],
  ['pulls/create', write('pull_requests')],
  ['pulls/update', write('pull_requests')],
  ['pulls/request-reviewers', write('pull_requests')],
  ['checks/get', read('checks')],
  ['checks/list-for-ref', read('checks')],
  ['checks/list-annotations', read('checks')],
  ['checks/list-for-suite', read('checks')],
  ['checks/list-suites-for-ref', read('checks')],
  ['checks/get-suite', read('checks')],
  ['checks/create', write('checks')],
  ['checks/update', write('checks')],
  ['actions/list-jobs-for-workflow-run', read('actions')],
  ['actions/get-job-for-workflow-run', read('actions')],
  ['actions/download-job-logs-for-workflow-run', read('actions')],
]);

function held(names: readonly string[], level: 'read' | 'write'): Access {
  return { caller: 'installation', needs: names.map((name) => ({ name, level })) };
}
