/** What a payload can be about. GitHub signs the body and not the name of its event, so that the body has to tell. */
const subjects = [
  'repository',
  'issue',
  'pull_request',
  'comment',
  'review',
  'check_suite',
  'repositories_removed',
] as const;

const subjectsOf: Readonly<Record<string, readonly (typeof subjects)[number][]>> = {
  issues: ['repository', 'issue'],
  issue_comment: ['repository', 'issue', 'comment'],
  pull_request: ['repository', 'pull_request'],
  pull_request_review: ['repository', 'pull_request', 'review'],
  pull_request_review_comment: ['repository', 'pull_request', 'comment'],
  check_suite: ['repository', 'check_suite'],
  installation: [],
  installation_repositories: ['repositories_removed'],
  repository: ['repository'],
};

/** Whether a payload is about what its event is about, and about nothing else. */
export function fitsEvent(name: string, payload: object): boolean {
  const wanted = Object.hasOwn(subjectsOf, name) ? subjectsOf[name] : undefined;
  return wanted !== undefined && subjects.every((one) => Object.hasOwn(payload, one) === wanted.includes(one));
}
