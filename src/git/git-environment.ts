import type { GitCall, GitDeps } from './git-call.ts';

type Setting = readonly [key: string, value: string];

/** Settings that hold for every command; given by environment they win over any file and are seen in no process list. */
const hardening: readonly Setting[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.protectHFS', 'true'],
  ['core.protectNTFS', 'true'],
  ['core.filesRefLockTimeout', '5000'],
  ['core.bigFileThreshold', '16m'],
  ['safe.bareRepository', 'explicit'],
  ['protocol.allow', 'never'],
  ['transfer.fsckObjects', 'true'],
  ['fetch.recurseSubmodules', 'false'],
  ['fetch.unpackLimit', '1'],
  ['push.recurseSubmodules', 'no'],
  ['push.followTags', 'false'],
  ['push.negotiate', 'true'],
  ['http.followRedirects', 'false'],
  ['http.lowSpeedLimit', '1'],
  ['http.lowSpeedTime', '120'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
];

/** The whole environment of a git process: nothing is inherited, nothing on disk configures it but its own bare repository. */
export function gitEnvironment(deps: GitDeps, call: GitCall): Record<string, string> {
  return {
    PATH: deps.searchPath,
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_DIR: call.directory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_LITERAL_PATHSPECS: '1',
    SANDPIPER_MAX_FILE_KIB: String(Math.ceil(deps.maxRepositoryBytes / 1024)),
    ...(deps.caFile === null ? {} : { GIT_SSL_CAINFO: deps.caFile }),
    ...asVariables([...hardening, ...remoteSettings(call)]),
    ...call.env,
  };
}

function remoteSettings({ remote }: GitCall): readonly Setting[] {
  if (remote === undefined) return [];
  const allow: Setting = [`protocol.${remote.scheme}.allow`, 'always'];
  return remote.credential === null ? [allow] : [allow, [remote.credential.configKey, remote.credential.header]];
}

function asVariables(settings: readonly Setting[]): Record<string, string> {
  const variables = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(variables) };
}
