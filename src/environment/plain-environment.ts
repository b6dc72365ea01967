import { shellEnvironmentPath } from './shell-environment.ts';

/** As a build server would: no questions, no snapshots written in passing, no talk to the registry beyond packages. */
export const plainEnvironment = {
  BASH_ENV: shellEnvironmentPath,
  CI: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
} as const;
