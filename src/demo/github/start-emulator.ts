import { randomBytes } from 'node:crypto';
import { createEmulator } from 'emulate';
import { type AskEmulator, askEmulatorAt, type Reach } from './ask-emulator.ts';
import type { LoopbackSeed } from './loopback-github.ts';

export type Emulator = {
  readonly ask: AskEmulator;
  /** The app's private key, made for this start. */
  readonly privateKey: string;
  readonly tokenOf: (login: string) => string;
  readonly close: () => Promise<void>;
};

/** Starts emulate with the seed's accounts, repositories without content, and the app installed on all of them. */
export async function startEmulator(seed: LoopbackSeed, reach: Reach): Promise<Emulator> {
  const { app, repository } = seed;
  const tokens = new Map(
    Object.keys(seed.people).map((login) => [login, `internal-${randomBytes(20).toString('hex')}`]),
  );
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: Object.fromEntries([...tokens].map(([login, token]) => [token, { login, scopes: ['repo'] }])),
      github: {
        // emulate takes an unknown token for the first account, so that one must have no rights.
        users: ['nobody', ...Object.keys(seed.people)].map((login) => ({ login })),
        repos: [repository, ...(seed.otherRepositories ?? [])].map((one) => ({
          owner: one.owner,
          name: one.name,
          description: one.description,
          private: one.private,
          default_branch: one.defaultBranch,
          auto_init: false,
        })),
        apps: [
          {
            app_id: app.id,
            slug: app.slug,
            name: app.slug,
            permissions: app.permissions,
            events: app.events,
            installations: [{ installation_id: app.installationId, account: repository.owner }],
          },
        ],
      },
    },
  });
  return {
    ask: askEmulatorAt(emulator.url, reach),
    privateKey: emulator.generatedSecrets[0]?.value ?? '',
    tokenOf: (login) => {
      const token = tokens.get(login);
      if (token === undefined) throw new Error(`${login} is not among the people of this GitHub`);
      return token;
    },
    close: () => emulator.close(),
  };
}
