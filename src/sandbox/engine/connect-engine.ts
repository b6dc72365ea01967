import Dockerode from 'dockerode';
import { SandboxFault } from '../sandbox.ts';

/** A client for the engine at `dockerHost`, written as in `DOCKER_HOST`. Nothing is asked of the engine yet. */
export function connectEngine(dockerHost: string): Dockerode {
  const url = URL.parse(dockerHost);
  // The empty host keeps the client from preferring an address that it finds in the environment by itself.
  if (url?.protocol === 'unix:') return new Dockerode({ host: '', socketPath: url.pathname });
  if (url?.protocol === 'tcp:') return new Dockerode({ host: url.hostname, port: url.port || 2375 });
  throw new SandboxFault(`The Docker Engine address ${JSON.stringify(dockerHost)} is not understood.`, {
    ran: 'no',
    nextAction: 'Set DOCKER_HOST to unix:///path/to/docker.sock or tcp://host:port.',
  });
}
