import type Dockerode from 'dockerode';
import type { HostConfig } from 'dockerode';

export type Unprotected = {
  readonly docker: Dockerode;
  readonly image: string;
  readonly env?: readonly string[];
  readonly hostConfig?: HostConfig;
};

/**
 * The positive control of an attack: what `script` prints in a container that has none of a sandbox's defences. An
 * attack that does not succeed here proves nothing where it fails.
 */
export async function runUnprotected({ docker, image, env = [], hostConfig }: Unprotected, script: string) {
  const container = await docker.createContainer({
    Image: image,
    User: '0:0',
    Entrypoint: ['bash', '-c', script],
    Env: [...env],
    Tty: true,
    HostConfig: { NetworkMode: 'none', SecurityOpt: ['seccomp=unconfined'], ...hostConfig },
  });
  try {
    await container.start();
    await container.wait();
    const output: unknown = await container.logs({ stdout: true, stderr: true });
    return String(output).replaceAll('\r\n', '\n');
  } finally {
    await container.remove({ force: true });
  }
}
