import { codeSpan } from './code-span.ts';
import { listCapped } from './list-capped.ts';
import type { BlockedAttempt } from './pull-request-facts.ts';

/** What was refused on the network, and what an operator would write down to allow what can be allowed. */
export function renderBlocked(blocked: readonly BlockedAttempt[]): string {
  if (blocked.length === 0) return '';
  const list = listCapped(blocked, 20, ({ method, host, port, reason, count }) => {
    const target = codeSpan(`${method} ${host}:${port}`);
    return `${target} ${count === 1 ? 'once' : `${count} times`}: ${codeSpan(reason)}`;
  });
  return [
    '#### Blocked network attempts',
    'The sandbox reads from package registries, over HTTPS, and does nothing else on a network.',
    list,
    howToAllow(blocked),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

/** The hosts are the sandbox's word: whoever allows one has to know it, which no report can do for them. */
function howToAllow(blocked: readonly BlockedAttempt[]): string {
  const hosts = [...new Set(blocked.filter(isAllowable).map(({ host }) => host))].slice(0, 5);
  if (hosts.length === 0) return '';
  const setting = codeSpan(`SANDPIPER_EGRESS_HOSTS=${hosts.join(',')}`, 1_500);
  const [these, them] = hosts.length === 1 ? ['this host', 'it'] : ['these hosts', 'them'];
  return `An operator who knows ${these} and trusts whoever runs ${them} can allow reading there, beside what is allowed already: ${setting}`;
}

/** The setting opens reading over HTTPS by name and nothing else. */
function isAllowable({ method, host, port }: BlockedAttempt): boolean {
  const isName =
    host.length <= 253 && /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i.test(host);
  return isName && port === 443 && /^(?:GET|HEAD|CONNECT)$/.test(method);
}
