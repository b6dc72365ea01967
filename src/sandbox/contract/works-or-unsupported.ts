import type { Available } from '../sandbox.ts';
import { assertFault } from './assert-fault.ts';

/** A provider that says it can must do it. One that says it cannot must refuse, with a fault and not in silence. */
export async function worksOrUnsupported(said: Available, body: () => Promise<void>): Promise<void> {
  if (said.available) return await body();
  await assertFault(body, { code: 'unsupported', ran: 'no' });
}
