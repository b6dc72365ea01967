import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { RunRecord } from '../../store/run-record.ts';

/** Writes down what a box of a run is made of. A name of an image can come to mean another one; its id cannot. */
export async function recordBox(
  record: Pick<RunRecord, 'append'>,
  sandbox: Pick<Sandbox, 'info'>,
  purpose: string,
): Promise<void> {
  const { id, image, imageId, runtime, isolation, storage, origin } = await sandbox.info();
  record.append('box', { purpose, box: id, image, imageId, runtime, isolation, storage, origin });
}
