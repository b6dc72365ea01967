import { SandboxFault } from '../sandbox.ts';
import type { DiskSize } from './disk.ts';

export type NamedImage = DiskSize & { readonly id: string; readonly name: string };

/** An image's limits stand in the name of its file: one rename makes both appear, and they cannot disagree. */
export function imageName(id: string, { mib, inodes }: DiskSize): string {
  return `${id}.${mib}.${inodes}.img`;
}

/** `null`: not one of our names. */
export function parseImageName(name: string): NamedImage | null {
  const [, id, mib, inodes] = /^([\w-]{1,64})\.([1-9]\d{0,6})\.([1-9]\d{0,8})\.img$/.exec(name) ?? [];
  return id === undefined ? null : { id, mib: Number(mib), inodes: Number(inodes), name };
}

/** Only what can be read back is ever written, and no id is a path. */
export function requireImageName(id: string, size: DiskSize): string {
  const name = imageName(id, size);
  if (parseImageName(name) !== null) return name;
  throw new SandboxFault(
    `A workspace on disk cannot have the id ${JSON.stringify(id)} with ${size.mib} MiB and ${size.inodes} inodes.`,
    {
      code: 'invalid',
      ran: 'no',
      nextAction:
        'Use an id of letters, digits, - and _, whole numbers from 1, at most 9999999 MiB and 999999999 inodes.',
    },
  );
}
