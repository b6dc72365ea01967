import type { SandboxProvider } from '../../sandbox/sandbox.ts';

/** What names the content of an image in the boxes that a run has at this moment; `null` where none is left, or they differ. */
export async function findImageId(
  sandboxes: Pick<SandboxProvider, 'list'>,
  { runId, image }: { readonly runId: string; readonly image: string },
): Promise<string | null> {
  const found = new Set<string>();
  for await (const box of sandboxes.list({ labels: { run: runId } })) if (box.image === image) found.add(box.imageId);
  const [only, ...others] = found;
  return only === undefined || others.length > 0 ? null : only;
}
