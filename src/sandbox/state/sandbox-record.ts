import { z } from 'zod';

/** What is known of a sandbox beyond the life of a process. Its network policy is not: it may carry a credential. */
export type SandboxRecord = z.infer<typeof sandboxRecordSchema>;

/** A command that was under way for a moment, or was when its box ended. */
export type CommandRecord = SandboxRecord['commands'][number];

const limitsSchema = z.object({
  cpus: z.number(),
  memoryMiB: z.number(),
  pids: z.number(),
  workspaceMiB: z.number(),
  workspaceInodes: z.number(),
});

const idleSchema = z.object({
  freezeMs: z.number().exactOptional(),
  hibernateMs: z.number().exactOptional(),
  archiveMs: z.number().exactOptional(),
  destroyMs: z.number().exactOptional(),
});

const commandSchema = z.object({ processId: z.string(), argv: z.array(z.string()), startedAt: z.number() });

/** Written by this version of Sandpiper. A record of another one is set aside unread. */
export const sandboxRecordSchema = z.object({
  version: z.literal(1),
  id: z.string(),
  /** As the caller named it, and as the engine does: a reference may come to mean another image. */
  image: z.string(),
  imageId: z.string(),
  labels: z.record(z.string(), z.string()),
  env: z.record(z.string(), z.string()),
  limits: limitsSchema,
  idle: idleSchema,
  runtime: z.string(),
  isolation: z.enum(['container', 'user-ns', 'syscall', 'vm']),
  storage: z.enum(['memory', 'disk']),
  /** Whose workspace it has: its own, unless it only reads another's. */
  workspaceOf: z.string(),
  state: z.enum(['running', 'soft', 'frozen', 'hibernated', 'archived', 'stopped', 'lost']),
  frozenBy: z.enum(['cgroup', 'engine']).nullable(),
  origin: z.enum(['pool', 'cold', 'resumed', 'adopted']),
  /** What a new host process shows the in-box agent. */
  secret: z.string(),
  /** How often its box was started; part of the id of each process. */
  generation: z.number(),
  createdAt: z.number(),
  lastUsedAt: z.number(),
  expiresAt: z.number().nullable(),
  /** Under way in the present box. */
  commands: z.array(commandSchema),
  /** Under way when an earlier box ended. */
  lostCommands: z.array(commandSchema),
  /** Somebody asked for its end, and what is left of it only waits to be removed. */
  doomed: z.boolean(),
});
