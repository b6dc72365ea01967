import { Fault, type FaultOptions } from '../errors.ts';

/** Creates and removes sandboxes. Everything a sandbox says is hostile input to its caller. */
export interface SandboxProvider {
  /** Resolves once the in-box agent has answered. Throws `SandboxFault` when no box could be had; nothing is left behind then. */
  create(spec: SandboxSpec, signal: AbortSignal): Promise<Sandbox>;
  /** Destroys every box and volume this installation ever made for `runId`, or for any run when it is omitted. Idempotent. */
  removeLeftovers(runId?: string): Promise<void>;
}

export type SandboxSpec = {
  /** A local image reference, such as `sandpiper/node:24`. */
  readonly image: string;
  /** Becomes a label, so that leftovers can be found. */
  readonly runId: string;
  readonly limits: SandboxLimits;
  /** `new`: an empty workspace of its own. `read-only`: the workspace of another living sandbox, which cannot be written. */
  readonly workspace: { readonly kind: 'new' } | { readonly kind: 'read-only'; readonly of: string };
  readonly network: NetworkPolicy;
  /** Set for every process in the box. Never a secret. */
  readonly env: Readonly<Record<string, string>>;
};

export type SandboxLimits = {
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly pids: number;
  readonly workspaceMiB: number;
  readonly workspaceInodes: number;
};

/** A box never has a network card; `egress` lets it read from the named hosts through the host's proxy. */
export type NetworkPolicy =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'egress';
      readonly allow: readonly EgressRule[];
      /** Called once for each attempt, allowed or not, as soon as its fate is known. */
      readonly onAttempt: (attempt: EgressAttempt) => void;
    };

export type EgressRule = {
  /** An exact lower-case host name. */
  readonly host: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  /** Only what lies below it may be read; `/` for everything. Written as in a URL. */
  readonly pathPrefix: string;
  /** `public`: refuse an address in a special-use range. `any`: the operator named this host and vouches for its address. */
  readonly addresses: 'public' | 'any';
};

export type EgressAttempt = {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly method: string;
  readonly host: string;
  readonly port: number;
  /** Path with query, cut to 512 characters; empty for a tunnel that was refused before a request was seen. */
  readonly path: string;
  readonly decision: 'allowed' | 'denied';
  /** Why it was denied, or why an allowed answer is missing or incomplete; otherwise `null`. */
  readonly reason: string | null;
  /** The upstream's status, or `null` when it was never asked or never answered. */
  readonly status: number | null;
  readonly bytesIn: number;
  readonly durationMs: number;
};

/** A living box. Destroyed by `destroy` or by leaving an `await using` block; both are idempotent from every state. */
export interface Sandbox extends Workspace, AsyncDisposable {
  readonly id: string;
  /** The view tools and the model receive: it can work in the box but not end or change it. */
  restricted(): Workspace;
  /** Stops every process in the box where it stands, so that its workspace can be read while nothing writes to it. */
  freeze(): Promise<void>;
  destroy(): Promise<void>;
}

/** What can be done inside a box. Every wait ends with the box, the deadline or the signal. */
export interface Workspace {
  /** The checkout: `/workspace` in a container. */
  readonly cwd: string;
  /** The only way to execute anything. Throws `SandboxFault` when the process could not be started. */
  spawn(argv: readonly string[], options: SpawnOptions): Promise<Process>;
  /** Runs to the end and captures head and tail of the output. A non-zero exit is a result, not an error. A string is given to `bash -c`. */
  exec(command: string | readonly string[], options: ExecOptions): Promise<ExecResult>;
  readonly files: Files;
}

export type SpawnOptions = {
  /** Relative to the workspace, or absolute. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** After this the whole process group is killed and the exit reason is `timeout`. */
  readonly timeoutMs: number;
  /** Written to standard input, which is then closed. Without it, standard input is empty. */
  readonly stdin?: Uint8Array | ReadableStream<Uint8Array>;
  /** Aborting kills the process group; the exit reason is `killed`. */
  readonly signal?: AbortSignal;
};

export type ExecOptions = SpawnOptions & {
  /** Kept per stream: half of it from the head, half from the tail. */
  readonly maxBytes?: number;
};

export interface Process {
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  /** Never rejects: a lost box ends it with `lost`. */
  readonly exit: Promise<Exit>;
  /** Signals the whole process group. */
  kill(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Why a process ended. */
export type Exit =
  | { readonly reason: 'exited'; readonly code: number }
  | { readonly reason: 'signaled'; readonly signal: string }
  | { readonly reason: 'timeout' | 'oom' | 'killed' | 'lost' };

export type ExecResult = {
  readonly exit: Exit;
  /** Exited with code 0. */
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** How many bytes were left out of the middle of each stream. */
  readonly omittedBytes: { readonly stdout: number; readonly stderr: number };
  readonly durationMs: number;
};

/** Paths are relative to the workspace, or absolute; the in-box agent resolves them with the box's own rights. */
export interface Files {
  /** `null` when there is no such file. Throws `SandboxFault` when it is larger than `maxBytes`. */
  read(path: string, options: { readonly maxBytes: number }): Promise<Uint8Array | null>;
  /** Atomic: written beside the target and renamed. Makes missing parent folders. Keeps the mode of a file it replaces. */
  write(path: string, data: Uint8Array | string, options?: { readonly mode?: number }): Promise<void>;
  stat(path: string): Promise<FileStat | null>;
  /** Names in a folder, sorted; throws `SandboxFault` when it is not a folder. */
  list(path: string): Promise<readonly FileStat[]>;
  remove(path: string): Promise<void>;
  /** A tar of everything under `path`. Hostile: never unpack it on the host. */
  pack(path: string): ReadableStream<Uint8Array>;
  unpack(tar: ReadableStream<Uint8Array>, path: string): Promise<void>;
}

export type FileStat = {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  readonly size: number;
  readonly mode: number;
};

/** The box, not the command in it, failed. */
export class SandboxFault extends Fault {
  override readonly name = 'SandboxFault';
  /** Whether the operation took effect in the box: repeat it only after `no`. */
  readonly ran: 'no' | 'yes' | 'unknown';

  constructor(message: string, options: FaultOptions & { readonly ran: 'no' | 'yes' | 'unknown' }) {
    super(message, options);
    this.ran = options.ran;
  }
}
