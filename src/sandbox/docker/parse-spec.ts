import { z } from 'zod';
import { checkPolicy } from '../egress/check-policy.ts';
import { SandboxFault, type SandboxSpec } from '../sandbox.ts';

/** Throws `SandboxFault` with `code: 'invalid'` when nobody could make such a sandbox, and says everything that is wrong. */
export function parseSpec(spec: SandboxSpec): void {
  const parsed = specSchema.safeParse(spec);
  if (!parsed.success) throw invalid(z.prettifyError(parsed.error));
  checkPolicy(spec.network);
}

function invalid(what: string): SandboxFault {
  return new SandboxFault(`There can be no such sandbox:\n${what}`, { ran: 'no', code: 'invalid' });
}

const noNul = /^[^\0]*$/;
const text = (longest: number) => z.string().max(longest).regex(noNul, 'must not have a NUL in it');
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'is no id');
const whole = (least: number, most: number) => z.number().int().min(least).max(most);
const idleMs = z.number().min(0).max(1e12).exactOptional();

const idle = z.strictObject({ freezeMs: idleMs, hibernateMs: idleMs, archiveMs: idleMs, destroyMs: idleMs });

const environment = z
  .record(
    z
      .string()
      .max(256)
      .regex(/^[^=\0]+$/, 'is no name of a variable'),
    text(128 * 1024),
  )
  .refine((env) => JSON.stringify(env).length <= 512 * 1024, 'is too large');

const workspace = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('new'), storage: z.enum(['memory', 'disk']).exactOptional() }),
  z.strictObject({ kind: z.literal('read-only'), of: id }),
  z.strictObject({ kind: z.literal('snapshot'), id }),
]);

/** The bounds are beyond anything useful: what this machine has is for the engine and the disk to say. */
const specSchema = z
  .object({
    image: z
      .string()
      .max(512)
      .regex(/^[A-Za-z0-9][\w./:@-]*$/, 'is no reference to an image'),
    labels: z
      .record(text(128).min(1), text(4096))
      .refine((labels) => Object.keys(labels).length <= 64, 'are more than 64')
      .exactOptional(),
    isolation: z.enum(['container', 'user-ns', 'syscall', 'vm']).exactOptional(),
    limits: z.strictObject({
      cpus: z.number().min(0.01).max(1024),
      memoryMiB: whole(16, 16 * 1024 * 1024),
      pids: whole(8, 4_000_000),
      workspaceMiB: whole(1, 16 * 1024 * 1024),
      workspaceInodes: whole(16, 1e9),
    }),
    workspace,
    network: z.unknown(),
    env: environment,
    idle: idle.exactOptional(),
  })
  .refine(({ idle: steps, workspace: source }) => canKeep(source) || !needsDisk(steps), {
    path: ['idle'],
    error: 'can hibernate or archive only a workspace of its own on disk',
  });

function canKeep(source: z.infer<typeof workspace>): boolean {
  return source.kind === 'snapshot' || (source.kind === 'new' && source.storage === 'disk');
}

function needsDisk(steps: z.infer<typeof idle> | undefined): boolean {
  return steps?.hibernateMs !== undefined || steps?.archiveMs !== undefined;
}
