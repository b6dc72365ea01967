import type { Labels, SandboxProvider } from './sandbox.ts';

/** Ends all sandboxes with these labels, in whatever state; without labels, all there are. */
export async function destroyAll(provider: SandboxProvider, labels: Labels = {}): Promise<void> {
  const found: string[] = [];
  for await (const { id } of provider.list({ labels })) found.push(id);
  await Promise.all(found.map((id) => provider.destroy(id)));
}
