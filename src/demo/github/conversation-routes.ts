import { z } from 'zod';
import { type Answer, jsonAnswer, refusal } from './answer.ts';
import type { ApiCall, GitHubState, Route } from './github-state.ts';
import { noteHappening } from './note-happening.ts';
import { announceComment, announceIssue, describeIssue } from './people/announce-issue.ts';
import { announcePull } from './people/announce-pull.ts';
import { rewriteAnswer } from './rewrite-answer.ts';

/** What the app says and puts on issues and pull requests. It hears of it like anybody else. */
export const conversationRoutes: ReadonlyMap<string, Route> = new Map([
  ['issues/get', getIssue],
  ['issues/add-labels', addLabels],
  ['issues/remove-label', removeLabel],
  ['issues/create-comment', createComment],
  ['issues/update-comment', updateComment],
  ['pulls/update', updatePull],
]);

const namesSchema = z.union([z.object({ labels: z.array(z.string()) }), z.array(z.string())]);
const labelsSchema = z.array(z.looseObject({ name: z.string() }));
const commentSchema = z.looseObject({ id: z.number(), issue_url: z.string(), body: z.string() });
const stateSchema = z.object({ state: z.string() });

async function getIssue(state: GitHubState, call: ApiCall): Promise<Answer> {
  const { repository } = call;
  if (repository === null) return refusal(404, 'Not Found');
  if (!(await isThere(state, call))) return refusal(404, 'Not Found');
  return jsonAnswer(200, (await describeIssue(state, repository, issueOf(call))).body);
}

async function isThere(state: GitHubState, call: ApiCall): Promise<boolean> {
  const asks = ['issues', 'pulls'].map((kind) => asOwner(state, call, 'GET', `${kind}/${issueOf(call)}`));
  return (await Promise.all(asks)).some(({ status }) => status === 200);
}

/** A token for pull requests may label them; emulate wants one for issues. */
async function addLabels(state: GitHubState, call: ApiCall): Promise<Answer> {
  const { request, repository } = call;
  const before = await labelsOf(state, call);
  const answer = await state.ask({ ...asked(state, call), body: request.body });
  const names = namesSchema.safeParse(request.body).data ?? [];
  const labels = labelsSchema.safeParse(answer.body).data ?? [];
  for (const name of Array.isArray(names) ? names : names.labels) {
    noteLabel(state, call, 'labeled');
    const label = labels.find((one) => one.name.toLowerCase() === name.toLowerCase());
    const isNew = before.every((one) => one.name.toLowerCase() !== name.toLowerCase());
    if (repository === null || label === undefined || !isNew) continue;
    await announceIssue(state, repository, {
      action: 'labeled',
      number: issueOf(call),
      actor: bot(state),
      about: { label },
    });
  }
  return jsonAnswer(answer.status, answer.body);
}

async function removeLabel(state: GitHubState, call: ApiCall): Promise<Answer> {
  const { repository } = call;
  const name = call.match.parameters.get('name')?.toLowerCase();
  const label = (await labelsOf(state, call)).find((one) => one.name.toLowerCase() === name);
  if (label === undefined || repository === null) return refusal(404, 'Label does not exist');
  const path = `issues/${issueOf(call)}/labels/${encodeURIComponent(label.name)}`;
  const answer = await asOwner(state, call, 'DELETE', path);
  noteLabel(state, call, 'unlabeled');
  await announceIssue(state, repository, {
    action: 'unlabeled',
    number: issueOf(call),
    actor: bot(state),
    about: { label },
  });
  return jsonAnswer(answer.status, answer.body);
}

async function createComment(state: GitHubState, call: ApiCall): Promise<Answer> {
  const answer = await state.ask({ ...asked(state, call), token: call.credential, body: call.request.body });
  const comment = commentSchema.safeParse(answer.body).data;
  if (comment !== undefined && call.repository !== null) {
    const happened = { action: 'created', number: issueOf(call), actor: bot(state), about: { comment } };
    await announceComment(state, call.repository, happened);
  }
  return jsonAnswer(answer.status, answer.body);
}

async function updateComment(state: GitHubState, call: ApiCall): Promise<Answer> {
  const before = await state.ask({ ...asked(state, call), method: 'GET', token: call.credential });
  const answer = await state.ask({ ...asked(state, call), token: call.credential, body: call.request.body });
  const comment = commentSchema.safeParse(answer.body).data;
  if (comment !== undefined && call.repository !== null) {
    const changes = { body: { from: commentSchema.safeParse(before.body).data?.body ?? '' } };
    const number = Number(comment.issue_url.slice(comment.issue_url.lastIndexOf('/') + 1));
    const about = { comment, changes };
    await announceComment(state, call.repository, { action: 'edited', number, actor: bot(state), about });
  }
  return jsonAnswer(answer.status, answer.body);
}

async function updatePull(state: GitHubState, call: ApiCall): Promise<Answer> {
  const { path, body } = call.request;
  const answer = await state.ask({ method: 'PATCH', path, token: call.credential, body });
  const isClosed = stateSchema.safeParse(body).data?.state === 'closed' && answer.status === 200;
  const number = Number(call.match.parameters.get('pull_number'));
  if (isClosed && call.repository !== null) {
    await announcePull(state, call.repository, { action: 'closed', number, actor: bot(state) });
  }
  return await rewriteAnswer(state, call, answer);
}

function noteLabel(state: GitHubState, call: ApiCall, event: string): void {
  const repository = call.repository?.fullName ?? '';
  noteHappening(state, { repository, issue: issueOf(call), event, actor: bot(state) });
}

async function labelsOf(state: GitHubState, call: ApiCall) {
  const { body } = await asOwner(state, call, 'GET', `issues/${issueOf(call)}/labels?per_page=100`);
  return labelsSchema.safeParse(body).data ?? [];
}

function asked(state: GitHubState, { request, repository }: ApiCall) {
  return { method: request.method, path: request.path, token: state.tokenOf(repository?.seed.owner ?? '') };
}

function asOwner(state: GitHubState, { repository }: ApiCall, method: string, path: string) {
  const token = state.tokenOf(repository?.seed.owner ?? '');
  return state.ask({ method, path: `/repos/${repository?.fullName}/${path}`, token });
}

function bot({ seed }: GitHubState): string {
  return `${seed.app.slug}[bot]`;
}

function issueOf(call: ApiCall): number {
  return Number(call.match.parameters.get('issue_number'));
}
