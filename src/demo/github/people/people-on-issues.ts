import { z } from 'zod';
import { askFor } from '../ask-for.ts';
import type { GitHubState } from '../github-state.ts';
import type { HostedRepository } from '../hosted-repository.ts';
import type { LoopbackGitHub } from '../loopback-github.ts';
import { noteHappening } from '../note-happening.ts';
import { announceComment, announceIssue, describeIssue } from './announce-issue.ts';

const labelsSchema = z.array(z.looseObject({ name: z.string() }));
const commentSchema = z.looseObject({ id: z.number(), issue_url: z.string(), body: z.string() });
const textSchema = z.object({ title: z.string(), body: z.string().nullable() });

/** What people do to issues and comments on the website, with the webhooks that follow from it. */
export function peopleOnIssues(
  state: GitHubState,
  repository: HostedRepository,
): Pick<
  LoopbackGitHub,
  | 'label'
  | 'unlabel'
  | 'comment'
  | 'editComment'
  | 'deleteComment'
  | 'editIssue'
  | 'closeIssue'
  | 'reopenIssue'
  | 'deleteIssue'
  | 'transferIssue'
> {
  const at = `/repos/${repository.fullName}/issues`;
  const note = (issue: number, event: string, actor: string) =>
    noteHappening(state, { repository: repository.fullName, issue, event, actor });
  const act = (asUser: string, method: string, path: string, body?: unknown) =>
    askFor(state.ask, { method, path: `${at}${path}`, token: state.tokenOf(asUser), body });
  const comments = async (id: number, asUser: string) =>
    commentSchema.parse(await act(asUser, 'GET', `/comments/${id}`));
  const setState = async (issue: number, asUser: string, to: 'open' | 'closed') => {
    await act(asUser, 'PATCH', `/${issue}`, { state: to });
    const action = to === 'open' ? 'reopened' : 'closed';
    return await announceIssue(state, repository, { action, number: issue, actor: asUser });
  };
  return {
    label: async (number, name, asUser) => {
      const labels = labelsSchema.parse(await act(asUser, 'POST', `/${number}/labels`, { labels: [name] }));
      note(number, 'labeled', asUser);
      const label = labels.find((one) => one.name === name);
      return await announceIssue(state, repository, { action: 'labeled', number, actor: asUser, about: { label } });
    },
    unlabel: async (number, name, asUser) => {
      const before = labelsSchema.parse(await act(asUser, 'GET', `/${number}/labels`));
      await act(asUser, 'DELETE', `/${number}/labels/${encodeURIComponent(name)}`);
      note(number, 'unlabeled', asUser);
      const label = before.find((one) => one.name === name);
      return await announceIssue(state, repository, { action: 'unlabeled', number, actor: asUser, about: { label } });
    },
    comment: async (number, body, asUser) => {
      const comment = commentSchema.parse(await act(asUser, 'POST', `/${number}/comments`, { body }));
      const happened = { action: 'created', number, actor: asUser, about: { comment } };
      return { id: comment.id, delivery: await announceComment(state, repository, happened) };
    },
    editComment: async (id, body, asUser) => {
      const before = await comments(id, asUser);
      const comment = await act(repository.seed.owner, 'PATCH', `/comments/${id}`, { body });
      const about = { comment, changes: { body: { from: before.body } } };
      return await announceComment(state, repository, {
        action: 'edited',
        number: issueOf(before),
        actor: asUser,
        about,
      });
    },
    deleteComment: async (id, asUser) => {
      const comment = await comments(id, asUser);
      await act(repository.seed.owner, 'DELETE', `/comments/${id}`);
      const happened = { action: 'deleted', number: issueOf(comment), actor: asUser, about: { comment } };
      return await announceComment(state, repository, happened);
    },
    editIssue: async (number, text, asUser) => {
      const before = textSchema.parse(await act(asUser, 'GET', `/${number}`));
      await act(repository.seed.owner, 'PATCH', `/${number}`, text);
      const key = `${repository.fullName}#${number}`;
      if (text.body !== undefined) state.textEdits.set(key, { at: new Date().toISOString(), editor: asUser });
      const changes = {
        ...(text.title === undefined ? {} : { title: { from: before.title } }),
        ...(text.body === undefined ? {} : { body: { from: before.body ?? '' } }),
      };
      return await announceIssue(state, repository, { action: 'edited', number, actor: asUser, about: { changes } });
    },
    closeIssue: (issue, asUser) => setState(issue, asUser, 'closed'),
    reopenIssue: (issue, asUser) => setState(issue, asUser, 'open'),
    deleteIssue: async (number, asUser) => {
      const delivery = await announceIssue(state, repository, { action: 'deleted', number, actor: asUser });
      state.goneIssues.add(`${repository.fullName}#${number}`);
      return delivery;
    },
    transferIssue: async (number, asUser) => {
      const { body } = await describeIssue(state, repository, number);
      const changes = {
        new_issue: body,
        new_repository: await act(asUser, 'GET', '').then(() => repositoryOf(state, repository)),
      };
      const delivery = await announceIssue(state, repository, {
        action: 'transferred',
        number,
        actor: asUser,
        about: { changes },
      });
      state.goneIssues.add(`${repository.fullName}#${number}`);
      return delivery;
    },
  };
}

async function repositoryOf(state: GitHubState, { fullName, seed }: HostedRepository): Promise<unknown> {
  return await askFor(state.ask, { method: 'GET', path: `/repos/${fullName}`, token: state.tokenOf(seed.owner) });
}

function issueOf({ issue_url: url }: z.infer<typeof commentSchema>): number {
  return Number(url.slice(url.lastIndexOf('/') + 1));
}
