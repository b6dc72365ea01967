import { openDisk } from '../../src/sandbox/disk/open-disk.ts';

/** Works with the disk in the folder given, without an end, and says what it has done: to be killed in the middle of it. */
const [directory = ''] = process.argv.slice(2);
const deps = {
  maxBytes: 2 ** 31,
  reserveBytes: 0,
  overcommit: 1,
  log: { warn: () => undefined },
  now: () => new Date(),
};
const disk = await openDisk({ ...deps, directory, say: () => undefined }, new AbortController().signal);
if (process.argv.includes('attach-only')) {
  await disk.create('attached', { mib: 32, inodes: 200 });
  await disk.attach('attached');
  console.log('kept attached');
  setInterval(() => undefined, 60_000);
  await Promise.withResolvers().promise;
}
for (let round = 0; ; round++) {
  const id = `box-${process.pid}-${round}`;
  await disk.create(id, { mib: 32, inodes: 200 + process.pid });
  await disk.attach(id);
  await disk.snapshot(id, `snapshot-${id}`);
  console.log(`kept snapshot-${id}`);
  await disk.fork(id, `fork-${id}`);
  await disk.cloneFrom(`clone-${id}`, `snapshot-${id}`);
  await disk.archive(`clone-${id}`);
  console.log(`kept clone-${id}`);
  await disk.restore(`clone-${id}`);
  await disk.detach(id);
  await disk.remove(`fork-${id}`);
  console.log(`gone fork-${id}`);
}
