import { z } from 'zod';

const dependencies = z.record(z.string(), z.string()).catch({});
const manifestSchema = z.object({
  scripts: z.record(z.string(), z.string()).catch({}),
  dependencies,
  devDependencies: dependencies,
  optionalDependencies: dependencies,
  workspaces: z.unknown().optional(),
  packageManager: z.string().optional().catch(undefined),
  engines: z.record(z.string(), z.string()).catch({}),
});

/** The parts of a package.json that say how it is installed and tested. */
export type Manifest = z.infer<typeof manifestSchema>;

/** `null` when it is no JSON object. */
export function parseManifest(text: string): Manifest | null {
  try {
    return manifestSchema.safeParse(JSON.parse(text.replace(/^\uFEFF/, ''))).data ?? null;
  } catch {
    // Not JSON is an ordinary thing to find; whoever asked says so to the reader.
    return null;
  }
}
