import { z } from 'zod';
import { askFor } from '../ask-for.ts';
import type { GitHubState } from '../github-state.ts';
import type { HostedRepository } from '../hosted-repository.ts';
import type { LoopbackGitHub } from '../loopback-github.ts';
import { announce } from './announce.ts';

const repositorySchema = z.looseObject({
  id: z.number(),
  node_id: z.string(),
  name: z.string(),
  full_name: z.string(),
  private: z.boolean(),
});

/** What the owner does to the installation and to the repository as a whole. */
export function owners(
  state: GitHubState,
  repository: HostedRepository,
): Pick<
  LoopbackGitHub,
  'uninstall' | 'suspend' | 'removeRepository' | 'acceptPermissions' | 'archive' | 'privatise' | 'rename'
> {
  const { owner } = repository.seed;
  const ofInstallation = async (action: string) => {
    const about = { installation: await describeInstallation(state, owner), repositories: [] };
    return await announce(state, null, { event: 'installation', action, actor: owner, about });
  };
  const ofRepository = async (action: string, patch: object, about = {}) => {
    const path = `/repos/${repository.fullName}`;
    await askFor(state.ask, { method: 'PATCH', path, token: state.tokenOf(owner), body: patch });
    return await announce(state, repository, { event: 'repository', action, actor: owner, about });
  };
  return {
    uninstall: async () => {
      state.ledger.expireAll();
      state.installation = 'deleted';
      return await ofInstallation('deleted');
    },
    suspend: async () => {
      state.ledger.expireAll();
      state.installation = 'suspended';
      return await ofInstallation('suspend');
    },
    acceptPermissions: () => ofInstallation('new_permissions_accepted'),
    archive: () => ofRepository('archived', { archived: true }),
    privatise: () => ofRepository('privatized', { private: true }),
    rename: (from) => ofRepository('renamed', {}, { changes: { repository: { name: { from } } } }),
    removeRepository: async () => {
      const path = `/repos/${repository.fullName}`;
      const {
        id,
        node_id,
        name,
        full_name,
        private: isPrivate,
      } = repositorySchema.parse(await askFor(state.ask, { method: 'GET', path, token: state.tokenOf(owner) }));
      const about = {
        installation: await describeInstallation(state, owner),
        repositories_added: [],
        repositories_removed: [{ id, node_id, name, full_name, private: isPrivate }],
        repository_selection: 'selected',
        requester: null,
      };
      state.repositories.delete(repository.fullName.toLowerCase());
      return await announce(state, null, {
        event: 'installation_repositories',
        action: 'removed',
        actor: owner,
        about,
      });
    },
  };
}

async function describeInstallation(state: GitHubState, owner: string): Promise<unknown> {
  const { app } = state.seed;
  const account = await askFor(state.ask, { method: 'GET', path: `/users/${owner}`, token: state.tokenOf(owner) });
  const at = new Date().toISOString();
  return {
    id: app.installationId,
    account,
    repository_selection: 'selected',
    access_tokens_url: `${state.origin}/api/v3/app/installations/${app.installationId}/access_tokens`,
    repositories_url: `${state.origin}/api/v3/installation/repositories`,
    html_url: `${state.origin}/settings/installations/${app.installationId}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: 1,
    target_type: 'User',
    permissions: app.permissions,
    events: app.events,
    created_at: at,
    updated_at: at,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  };
}
