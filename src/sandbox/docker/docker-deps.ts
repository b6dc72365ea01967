import type Dockerode from 'dockerode';

export type DockerSandboxesDeps = {
  readonly docker: Dockerode;
  /** Tells this installation's boxes from those of others on the same engine. */
  readonly installation: string;
  /** Certificates the host trusts beyond Node's own: the egress proxies use them. */
  readonly upstreamCaPem: string | null;
  readonly log: { warn(data: object, message: string): void };
};
