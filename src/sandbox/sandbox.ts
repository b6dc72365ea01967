import { Fault, type FaultOptions } from '../errors.ts';

/**
 * Makes sandboxes, and finds them again. Everything a sandbox says is hostile input to its caller. A provider belongs to
 * one process at a time; what it made outlives that process and is found again by the next one with the same state.
 */
export interface SandboxProvider extends AsyncDisposable {
  readonly name: string;
  /** What this provider can really do, found out by doing it. Every probe has a deadline. */
  probe(signal: AbortSignal): Promise<Capabilities>;
  /**
   * Resolves once the in-box agent has answered: from the warm pool, or with a new box. Throws `SandboxFault` when no
   * box could be had, `ran: 'no'`; nothing is left behind then.
   */
  create(spec: SandboxSpec, signal: AbortSignal): Promise<Sandbox>;
  /** Finds a sandbox by its id. Wakes nothing and changes no expiry. Throws `SandboxFault` with `code: 'gone'` when there is none. */
  connect(id: string, signal: AbortSignal): Promise<Sandbox>;
  /** All of this installation's sandboxes whose labels include `labels`, in every state. */
  list(filter?: { readonly labels?: Labels }): AsyncIterable<SandboxInfo>;
  /** Ends a sandbox from whatever state it is in. One that does not exist is destroyed already. */
  destroy(id: string): Promise<void>;
  /** What of a workspace was kept, by `Sandbox.snapshot`. */
  listSnapshots(): AsyncIterable<SnapshotInfo>;
  destroySnapshot(id: string): Promise<void>;
  /** Ends the host's side: the pool is emptied, links are dropped. Sandboxes stay, for `connect` by the next process. */
  [Symbol.asyncDispose](): Promise<void>;
}

export type Labels = Readonly<Record<string, string>>;

export type SandboxSpec = {
  /** A local image reference, such as `sandpiper/node:24`. */
  readonly image: string;
  /** For `list`. Never a secret. */
  readonly labels?: Labels;
  /** A minimum: `create` fails rather than give less. Default `container`. */
  readonly isolation?: Isolation;
  readonly limits: SandboxLimits;
  readonly workspace: WorkspaceSource;
  readonly network: NetworkPolicy;
  /** Set for every process in the box. Never a secret. */
  readonly env: Readonly<Record<string, string>>;
  /** What happens when nobody uses it. Default: it stays as it is until it is destroyed. */
  readonly idle?: IdlePolicy;
};

/** From the weakest to the strongest: a container, one with a user namespace, a kernel in user space, a virtual machine. */
export type Isolation = 'container' | 'user-ns' | 'syscall' | 'vm';

export type WorkspaceSource =
  /** Empty. `memory` (the default) is fast and gone with the box; `disk` can hibernate, be snapshotted and forked. */
  | { readonly kind: 'new'; readonly storage?: 'memory' | 'disk' }
  /** The workspace of another sandbox, which cannot be written through this one. */
  | { readonly kind: 'read-only'; readonly of: string }
  /** A copy of its own, on disk, of what `Sandbox.snapshot` kept. */
  | { readonly kind: 'snapshot'; readonly id: string };

export type SandboxLimits = {
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly pids: number;
  readonly workspaceMiB: number;
  readonly workspaceInodes: number;
};

/** Each a time without use, in milliseconds, after which the sandbox goes one step down. Steps left out are skipped. */
export type IdlePolicy = {
  readonly freezeMs?: number;
  readonly hibernateMs?: number;
  readonly archiveMs?: number;
  readonly destroyMs?: number;
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
  /**
   * `public`: refuse an address in a special-use range. `any`: the operator named this host and vouches for its address.
   * A list of CIDR blocks: public addresses, and those.
   */
  readonly addresses: 'public' | 'any' | readonly string[];
  /** Headers the host's proxy sets on each request, such as the operator's credential. Never visible in the box. */
  readonly inject?: Readonly<Record<string, string>>;
};

export type EgressAttempt = {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly method: string;
  readonly host: string;
  readonly port: number;
  /** Path with query, as long as any that is let through; empty for a tunnel that was refused before a request was seen. */
  readonly path: string;
  readonly decision: 'allowed' | 'denied';
  /** Why it was denied, or why an allowed answer is missing or incomplete; otherwise `null`. */
  readonly reason: string | null;
  /** The upstream's status, or `null` when it was never asked or never answered. */
  readonly status: number | null;
  readonly bytesIn: number;
  readonly durationMs: number;
};

/** A sandbox, whatever its state. A paused one resumes by itself when it is used. Disposal destroys it. */
export interface Sandbox extends Workspace, AsyncDisposable {
  readonly id: string;
  /** Wakes nothing. */
  info(): Promise<SandboxInfo>;
  /** The view tools and the model receive: it can work in the box but not end or change it. */
  restricted(): Workspace;
  /** Takes effect for the next connection; those that the new policy does not allow are cut. */
  setNetwork(policy: NetworkPolicy): Promise<void>;
  /** When the sandbox is destroyed, used or not. `null`: never. */
  setExpiry(at: Date | null): Promise<void>;
  /**
   * `soft`: the agent stops the box's processes; the fastest, and the box has a say in it. `freeze`: the kernel stops the
   * box, memory kept. `hibernate`: processes end, the disk is kept, also over a restart of the engine or the machine.
   * `archive`: as `hibernate`, with the disk compressed. The last two need a workspace on disk.
   */
  pause(depth: PauseDepth): Promise<void>;
  /** Also implicit in the next use. */
  resume(): Promise<void>;
  /** Keeps the workspace as it is now; resolves when it is durable. The sandbox goes on. Needs a workspace on disk. */
  snapshot(): Promise<SnapshotInfo>;
  /** A new sandbox of the same spec with a copy of this workspace. This one goes on. Needs a workspace on disk. */
  fork(signal: AbortSignal): Promise<Sandbox>;
  /** A loopback address of this host, each connection to which is carried to `port` in the box. Ends with the box. */
  endpoint(port: number): Promise<{ readonly host: string; readonly port: number }>;
  /** Idempotent from every state. */
  destroy(): Promise<void>;
}

export type PauseDepth = 'soft' | 'freeze' | 'hibernate' | 'archive';

/**
 * `stopped`: its processes ended without being asked to, and its disk is kept; it resumes like a hibernated one.
 * `lost`: nothing of it can be had any more; it can only be destroyed.
 */
export type SandboxState = 'running' | 'soft' | 'frozen' | 'hibernated' | 'archived' | 'stopped' | 'lost';

export type SandboxInfo = {
  readonly id: string;
  readonly state: SandboxState;
  /** Where the box that runs (or ran last) came from. */
  readonly origin: 'pool' | 'cold' | 'resumed' | 'adopted';
  readonly image: string;
  /** What names its content, as the provider has it: `sha256:` and 64 digits. */
  readonly imageId: string;
  readonly isolation: Isolation;
  /** The runtime's name in the engine, such as `runc`. */
  readonly runtime: string;
  readonly storage: 'memory' | 'disk';
  readonly labels: Labels;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date | null;
};

export type SnapshotInfo = {
  readonly id: string;
  readonly createdAt: Date;
  /** The limits that a workspace made from it has. */
  readonly workspaceMiB: number;
  readonly workspaceInodes: number;
  /** What it really takes on the disk; blocks shared with others count in full. */
  readonly bytes: number;
};

/** What can be done inside a box. Every wait ends with the box, the deadline or the signal. */
export interface Workspace {
  /** The checkout: `/workspace` in a container. */
  readonly cwd: string;
  /** The only way to execute anything. Throws `SandboxFault` when the process could not be started. */
  spawn(argv: readonly string[], options: SpawnOptions): Promise<Process>;
  /**
   * Takes up a process by its id, also after the host process ended and another one connected. Output begins at the byte
   * given for each stream; throws `SandboxFault` when the box no longer has it, or knows no such process.
   */
  attach(processId: string, from?: { readonly stdout: number; readonly stderr: number }): Promise<Process>;
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
  /** Written to standard input, which is then closed. `open`: written by `Process.write`. Without it, standard input is empty. */
  readonly stdin?: Uint8Array | ReadableStream<Uint8Array> | 'open';
  /** Gives the process a terminal of this size. Its whole output is then in `stdout`. */
  readonly terminal?: TerminalSize;
  /** Files in the box that get the output too, each up to `maxBytes`. */
  readonly spill?: { readonly stdout: string; readonly stderr: string; readonly maxBytes: number };
  /** Aborting kills the process group; the exit reason is `killed`. */
  readonly signal?: AbortSignal;
};

export type TerminalSize = { readonly columns: number; readonly rows: number };

export type ExecOptions = SpawnOptions & {
  /** Kept per stream: half of it from the head, half from the tail. */
  readonly maxBytes?: number;
};

export interface Process {
  /** For `Workspace.attach`. */
  readonly id: string;
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  /** Never rejects: a lost box ends it with `lost`. */
  readonly exit: Promise<Exit>;
  /** Only with `stdin: 'open'` or a terminal. `null` closes standard input. Waits while the process does not read. */
  write(bytes: Uint8Array | null): Promise<void>;
  /** Only with a terminal. */
  resize(size: TerminalSize): Promise<void>;
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

/**
 * Paths are relative to the workspace, or absolute; the in-box agent resolves them with the box's own rights. Bytes of a
 * name that are not UTF-8 are written as lone surrogates, U+DC80 to U+DCFF, in both directions.
 */
export interface Files {
  /**
   * `null` when there is no such file. Without a range, throws `SandboxFault` when the file is larger than `maxBytes`;
   * with one, `end` excluded, gives at most `maxBytes` of it, less where the file ends.
   */
  read(path: string, options: ReadOptions): Promise<Uint8Array | null>;
  /** Atomic: written beside the target and renamed. Makes missing parent folders. Keeps the mode of a file it replaces. */
  write(path: string, data: Uint8Array | string, options?: WriteOptions): Promise<void>;
  stat(path: string): Promise<FileStat | null>;
  /** What is in a folder, sorted within each; down to `depth` levels, of which 1 is the default. Throws `SandboxFault` when it is not a folder. */
  list(path: string, options?: { readonly depth?: number }): AsyncIterable<ListedFile>;
  /** With everything below it. What does not exist is removed already. */
  remove(path: string): Promise<void>;
  /** A tar of everything under `path`. Hostile: never unpack it on the host. `exclude`: paths below `path`, left out whole. */
  pack(path: string, options?: { readonly exclude?: readonly string[] }): ReadableStream<Uint8Array>;
  unpack(tar: ReadableStream<Uint8Array>, path: string): Promise<void>;
  /** Changes below a folder from now on, until the signal. Changes that follow one another quickly may be told as one. */
  watch(path: string, signal: AbortSignal): AsyncIterable<FileChange>;
}

export type ReadOptions = {
  readonly maxBytes: number;
  readonly range?: { readonly start: number; readonly end: number };
};

export type WriteOptions = {
  readonly mode?: number;
  /** Write only when the file's `version` is this; `null`: only when there is none. Otherwise `SandboxFault` with `code: 'conflict'`. */
  readonly ifVersion?: string | null;
};

export type FileStat = {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  readonly size: number;
  readonly mode: number;
  readonly modifiedAt: Date;
  /** Changes whenever the file is written or replaced. */
  readonly version: string;
};

/** `path` is relative to the folder that was listed. */
export type ListedFile = FileStat & { readonly path: string };

/** `overflow`: changes were missed; look again. */
export type FileChange =
  | { readonly kind: 'created' | 'changed' | 'removed'; readonly path: string }
  | { readonly kind: 'overflow' };

/** Facts found by probing, with the reason where something cannot be had. */
export type Capabilities = {
  readonly runtimes: readonly RuntimeVerdict[];
  readonly disk: Available;
  readonly freeze: Available;
  readonly hibernate: Available;
  readonly snapshot: Available;
  /** Whether frozen memory survives a reboot of the machine. */
  readonly memoryAcrossReboot: boolean;
};

export type Available = { readonly available: true } | { readonly available: false; readonly reason: string };

export type RuntimeVerdict = {
  readonly runtime: string;
  readonly isolation: Isolation;
  /** Every check has passed. Boxes are made with no other runtime. */
  readonly accepted: boolean;
  readonly checks: readonly RuntimeCheck[];
};

export type RuntimeCheck = {
  readonly name: string;
  readonly passed: boolean;
  /** What was seen, in a few words. */
  readonly detail: string;
};

export type SandboxFaultCode =
  /** There is no such sandbox, or not any more. */
  | 'gone'
  /** The box ended or stopped answering during the operation. */
  | 'lost'
  /** The spec or an argument cannot be met by anyone; the message says what is wrong with it. */
  | 'invalid'
  /** This provider cannot do it, on this machine. */
  | 'unsupported'
  /** The state of a file or a sandbox is not the one that was asked for. */
  | 'conflict'
  /** The host has no room. */
  | 'no-space'
  /** The agent could not do it and said why. */
  | 'refused'
  /** The box broke its protocol. */
  | 'protocol'
  /** The engine, or anything else. */
  | 'failed';

export type SandboxFaultOptions = FaultOptions & {
  readonly ran: 'no' | 'yes' | 'unknown';
  readonly code?: SandboxFaultCode;
};

/** The box, not the command in it, failed. */
export class SandboxFault extends Fault {
  override readonly name = 'SandboxFault';
  readonly code: SandboxFaultCode;
  /** Whether the operation took effect in the box: repeat it only after `no`. */
  readonly ran: 'no' | 'yes' | 'unknown';

  constructor(message: string, options: SandboxFaultOptions) {
    super(message, options);
    this.code = options.code ?? 'failed';
    this.ran = options.ran;
  }
}
