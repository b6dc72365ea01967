import type { BoxStream } from './box-stream.ts';

/** Writes a source to the box. When the operation ends first, the source is cancelled. */
export async function pumpInto(stream: BoxStream, source: ReadableStream<Uint8Array>): Promise<void> {
  const reader = source.getReader();
  void stream.outcome.then(() => reader.cancel()).catch(ignoreFailedCancel);
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (!(await stream.write(next.value))) return;
  }
}

function ignoreFailedCancel(): void {
  // The operation has ended, well or not; what its source thinks of being cancelled changes nothing.
}
