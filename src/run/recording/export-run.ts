import { basename } from 'node:path';
import { loadRun } from './load-run.ts';
import { toAtif } from './to-atif.ts';

/** A run's trajectory in another format, as text. Throws a `Fault` when there is no record, or it cannot be read. */
export async function exportRun(directory: string, format: 'atif'): Promise<string> {
  const events = await loadRun(directory);
  switch (format) {
    case 'atif':
      return `${JSON.stringify(toAtif(basename(directory), events), null, 2)}\n`;
  }
}
