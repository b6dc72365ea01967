import { z } from 'zod';
import { type Answer, jsonAnswer, refusal } from './answer.ts';
import type { ApiCall, GitHubState, Route } from './github-state.ts';
import type { CheckSuiteSeed } from './loopback-github.ts';

/** What other apps say of commits, beside what ours says, which emulate keeps without the name of its app. */
export const checkRoutes: ReadonlyMap<string, Route> = new Map([
  ['checks/create', ours],
  ['checks/update', ours],
  ['checks/get', getCheck],
  ['checks/list-for-ref', listForRef],
  ['checks/list-for-suite', listForSuite],
  ['checks/list-suites-for-ref', listSuites],
  ['checks/get-suite', getSuite],
  ['checks/list-annotations', listAnnotations],
  ['actions/get-job-for-workflow-run', getJob],
  ['actions/download-job-logs-for-workflow-run', downloadLog],
]);

/** A suite as it was finished by another app. */
export type OtherSuite = Omit<CheckSuiteSeed, 'runs'> & {
  readonly id: number;
  readonly repository: string;
  readonly sha: string;
  readonly branch: string | null;
  readonly at: string;
  readonly runs: readonly (CheckSuiteSeed['runs'][number] & { readonly id: number })[];
};

const runSchema = z.looseObject({ id: z.number() });
const runsSchema = z.object({
  check_runs: z.array(z.looseObject({ id: z.number(), name: z.string(), status: z.string() })),
});
const annotationsSchema = z.object({ check_annotations: z.array(z.looseObject({})) });

async function ours(state: GitHubState, call: ApiCall): Promise<Answer> {
  const { status, body } = await forwarded(state, call);
  const run = runSchema.safeParse(body).data;
  return jsonAnswer(status, run === undefined ? body : { ...run, app: ownApp(state) });
}

async function getCheck(state: GitHubState, call: ApiCall): Promise<Answer> {
  const found = runsOf(state, call).find(({ run }) => run.id === idIn(call, 'check_run_id'));
  return found === undefined ? await ours(state, call) : jsonAnswer(200, describeRun(state, found));
}

async function listForRef(state: GitHubState, call: ApiCall): Promise<Answer> {
  const { query } = call.request;
  const sha = await shaOf(call);
  const { status, body } = await forwarded(state, call);
  const own = runsSchema.safeParse(body).data?.check_runs.map((run) => ({ ...run, app: ownApp(state) })) ?? [];
  if (status !== 200 && status !== 404) return jsonAnswer(status, body);
  const others = runsOf(state, call).filter(({ suite, run }) => {
    const isNamed = query.get('check_name') === null || query.get('check_name') === run.name;
    return suite.sha === sha && isNamed && (query.get('status') ?? 'completed') === 'completed';
  });
  const all = [...own, ...others.map((one) => describeRun(state, one))];
  const app = query.get('app_id');
  const shown = all.filter((one) => app === null || String(one.app.id) === app);
  return jsonAnswer(200, { total_count: shown.length, check_runs: shown });
}

async function listForSuite(state: GitHubState, call: ApiCall): Promise<Answer> {
  const runs = runsOf(state, call).filter(({ suite }) => suite.id === idIn(call, 'check_suite_id'));
  if (runs.length === 0) return refusal(404, 'Not Found');
  return jsonAnswer(200, { total_count: runs.length, check_runs: runs.map((one) => describeRun(state, one)) });
}

async function listSuites(state: GitHubState, call: ApiCall): Promise<Answer> {
  const sha = await shaOf(call);
  const suites = suitesOf(state, call).filter((suite) => suite.sha === sha);
  return jsonAnswer(200, {
    total_count: suites.length,
    check_suites: suites.map((suite) => describeSuite(state, suite)),
  });
}

async function getSuite(state: GitHubState, call: ApiCall): Promise<Answer> {
  const suite = suitesOf(state, call).find(({ id }) => id === idIn(call, 'check_suite_id'));
  return suite === undefined ? refusal(404, 'Not Found') : jsonAnswer(200, describeSuite(state, suite));
}

async function listAnnotations(state: GitHubState, call: ApiCall): Promise<Answer> {
  const found = runsOf(state, call).find(({ run }) => run.id === idIn(call, 'check_run_id'));
  if (found !== undefined) return jsonAnswer(200, (found.run.annotations ?? []).map(describeAnnotation));
  const { status, body } = await forwarded(state, call);
  // GitHub answers with the bare list.
  return jsonAnswer(status, annotationsSchema.safeParse(body).data?.check_annotations ?? body);
}

function describeAnnotation({ path, line, message }: { path: string; line: number; message: string }) {
  const rest = { start_column: null, end_column: null, title: null, raw_details: null, blob_href: '' };
  return { path, start_line: line, end_line: line, annotation_level: 'failure', message, ...rest };
}

async function getJob(state: GitHubState, call: ApiCall): Promise<Answer> {
  const found = runsOf(state, call).find(({ run }) => run.id === idIn(call, 'job_id'));
  if (found === undefined) return refusal(404, 'Not Found');
  const { name, conclusion } = found.run;
  return jsonAnswer(200, {
    id: found.run.id,
    run_id: found.suite.id,
    head_sha: found.suite.sha,
    name,
    status: 'completed',
    conclusion,
  });
}

/** The log itself lies elsewhere, where no token is wanted and none should be shown. */
async function downloadLog(state: GitHubState, call: ApiCall): Promise<Answer> {
  const found = runsOf(state, call).find(({ run }) => run.id === idIn(call, 'job_id'));
  if (found?.run.log === undefined) return refusal(404, 'Not Found');
  const location = `${state.origin}/job-logs/${found.run.id}`;
  return { status: 302, headers: { location }, body: '' };
}

/** What stands at the address that a job's log is said to be at. */
export function answerJobLog(state: GitHubState, path: string, authorization: string | undefined): Answer {
  const id = Number(path.slice('/job-logs/'.length));
  if (authorization !== undefined) {
    state.violations.push({ method: 'GET', path, problems: ['shows a token to a store of logs'] });
  }
  const log = state.suites.flatMap(({ runs }) => runs).find((run) => run.id === id)?.log;
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  return log === undefined ? { status: 404, headers, body: '' } : { status: 200, headers, body: log };
}

type Found = { readonly suite: OtherSuite; readonly run: OtherSuite['runs'][number] };

function suitesOf(state: GitHubState, { repository }: ApiCall): readonly OtherSuite[] {
  return state.suites.filter((suite) => suite.repository === repository?.fullName);
}

function runsOf(state: GitHubState, call: ApiCall): readonly Found[] {
  return suitesOf(state, call).flatMap((suite) => suite.runs.map((run) => ({ suite, run })));
}

function describeRun(state: GitHubState, { suite, run }: Found) {
  const { title = null, summary = null, annotations = [] } = run;
  const html = `${state.origin}/${suite.repository}/runs/${run.id}`;
  return {
    id: run.id,
    node_id: `CR_${run.id}`,
    name: run.name,
    head_sha: suite.sha,
    external_id: '',
    status: 'completed',
    conclusion: run.conclusion,
    started_at: suite.at,
    completed_at: suite.at,
    url: `${state.origin}/api/v3/repos/${suite.repository}/check-runs/${run.id}`,
    html_url: html,
    details_url: html,
    output: { title, summary, text: null, annotations_count: annotations.length, annotations_url: '' },
    check_suite: { id: suite.id },
    app: suite.app,
    pull_requests: [],
  };
}

function describeSuite(state: GitHubState, suite: OtherSuite) {
  const { id, sha, branch, app, runs } = suite;
  const url = `${state.origin}/api/v3/repos/${suite.repository}/check-suites/${id}`;
  const conclusion = conclusionOf(suite);
  return {
    id,
    head_sha: sha,
    head_branch: branch,
    status: 'completed',
    conclusion,
    url,
    app,
    latest_check_runs_count: runs.length,
  };
}

/** A suite is as bad as the worst of its runs. */
export function conclusionOf({ runs }: Pick<OtherSuite, 'runs'>): string {
  const worst = ['failure', 'timed_out', 'action_required', 'cancelled', 'success'] as const;
  return worst.find((one) => runs.some(({ conclusion }) => conclusion === one)) ?? 'neutral';
}

function ownApp({ seed }: GitHubState) {
  return { id: seed.app.id, slug: seed.app.slug, name: seed.app.slug };
}

async function shaOf({ repository, match }: ApiCall): Promise<string> {
  const ref = match.parameters.get('ref') ?? '';
  return (await repository?.bare.refs())?.get(`refs/heads/${ref.replace(/^heads\//, '')}`) ?? ref;
}

function idIn({ match }: ApiCall, name: string): number {
  return Number(match.parameters.get(name));
}

function forwarded(state: GitHubState, { request, credential }: ApiCall) {
  const { method, path, query, body } = request;
  return state.ask({ method, path: `${path}${query.size === 0 ? '' : `?${query}`}`, token: credential, body });
}
