import { createInterface } from 'node:readline';
import { addAbortSignal, Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

const progress = z.object({
  stream: z.string().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
});

/** Reads the engine's progress to its end. Rejects with the last lines when the engine reports an error. */
export async function followEngine(
  output: NodeJS.ReadableStream,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const tail: string[] = [];
  const input = addAbortSignal(signal, Readable.from(output));
  for await (const json of createInterface({ input })) {
    if (json === '') continue;
    const { stream, status, error } = progress.parse(JSON.parse(json));
    if (error !== undefined) throw new Error([...tail, error].join('\n'));
    const line = stripVTControlCharacters(stream ?? status ?? '').trimEnd();
    if (line === '') continue;
    tail.push(line.slice(0, 500));
    if (tail.length > 25) tail.shift();
    onLine(line);
  }
  signal.throwIfAborted();
}
