import { openDisk } from '../../src/sandbox/disk/open-disk.ts';
import { SandboxFault } from '../../src/sandbox/sandbox.ts';

/** Opens the disk in the folder given, closes it, and says how that went: for a process that is not like the tests' own. */
const [directory = ''] = process.argv.slice(2);
const deps = {
  maxBytes: 2 ** 30,
  reserveBytes: 0,
  overcommit: 1,
  log: { warn: () => undefined },
  now: () => new Date(),
};
try {
  const disk = await openDisk({ ...deps, directory, say: () => undefined }, new AbortController().signal);
  await disk[Symbol.asyncDispose]();
  console.log('opened');
} catch (error) {
  console.log(error instanceof SandboxFault ? `${error.code}: ${error.message} ${error.nextAction}` : String(error));
}
