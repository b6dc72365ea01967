export type JudgedHosts = { readonly allowed: readonly string[]; readonly refused: readonly string[] };

/** Which hosts that a repository names the operator lets repositories name: each by itself, or as `*.example.com` all below one. */
export function judgeHosts(hosts: readonly string[], permitted: readonly string[]): JudgedHosts {
  const isPermitted = (host: string) =>
    permitted.some((one) => {
      const name = one.toLowerCase();
      return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
    });
  return { allowed: hosts.filter(isPermitted), refused: hosts.filter((host) => !isPermitted(host)) };
}
