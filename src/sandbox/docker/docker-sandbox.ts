import type {
  ExecOptions,
  ExecResult,
  Files,
  NetworkPolicy,
  PauseDepth,
  Process,
  Sandbox,
  SandboxInfo,
  SnapshotInfo,
  SpawnOptions,
  Workspace,
} from '../sandbox.ts';
import { attachProcess } from './attach-process.ts';
import { boxProcess, explainExit } from './box-process.ts';
import { changeNetwork } from './change-network.ts';
import { destroyEntry } from './destroy-entry.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { forkEntry } from './fork-entry.ts';
import { noteCommand } from './note-commands.ts';
import { openEndpoint } from './open-endpoint.ts';
import { pauseBox } from './pause-box.ts';
import { refuseGone } from './refuse-gone.ts';
import { sandboxFiles } from './sandbox-files.ts';
import { sandboxInfo } from './sandbox-info.ts';
import { setEntryExpiry } from './set-entry-expiry.ts';
import { snapshotEntry } from './snapshot-entry.ts';
import { awakeBox, useBox } from './use-box.ts';

/** One sandbox, whichever container it has at the moment, and while it has none. */
export class DockerSandbox implements Sandbox {
  readonly id: string;
  readonly cwd = '/workspace';
  readonly files: Files;
  readonly #core: DockerCore;
  readonly #entry: Entry;

  constructor(core: DockerCore, entry: Entry) {
    this.id = entry.id;
    this.files = sandboxFiles(core, entry);
    this.#core = core;
    this.#entry = entry;
  }

  spawn(argv: readonly string[], options: SpawnOptions): Promise<Process> {
    return useBox(this.#core, this.#entry, async ({ box }) => {
      const process = boxProcess(this.#core, this.#entry, await box.spawn(argv, options));
      noteCommand(this.#core, this.#entry, argv, process);
      return process;
    });
  }

  attach(processId: string, from?: { readonly stdout: number; readonly stderr: number }): Promise<Process> {
    return attachProcess(this.#core, this.#entry, processId, from);
  }

  exec(command: string | readonly string[], options: ExecOptions): Promise<ExecResult> {
    return useBox(this.#core, this.#entry, async ({ box }) => {
      const result = await box.exec(command, options);
      return { ...result, exit: await explainExit(this.#core, this.#entry, result.exit) };
    });
  }

  info(): Promise<SandboxInfo> {
    return sandboxInfo(this.#core, this.#entry);
  }

  restricted(): Workspace {
    return {
      cwd: this.cwd,
      files: this.files,
      spawn: (argv, options) => this.spawn(argv, options),
      attach: (processId, from) => this.attach(processId, from),
      exec: (command, options) => this.exec(command, options),
    };
  }

  setNetwork(policy: NetworkPolicy): Promise<void> {
    return changeNetwork(this.#core, this.#entry, policy);
  }

  setExpiry(at: Date | null): Promise<void> {
    return setEntryExpiry(this.#core, this.#entry, at);
  }

  pause(depth: PauseDepth): Promise<void> {
    return this.#entry.turn.run(() => pauseBox(this.#core, this.#entry, depth));
  }

  async resume(): Promise<void> {
    await awakeBox(this.#core, this.#entry);
  }

  snapshot(): Promise<SnapshotInfo> {
    return this.#entry.turn.run(() => snapshotEntry(this.#core, this.#entry));
  }

  async fork(signal: AbortSignal): Promise<Sandbox> {
    return new DockerSandbox(this.#core, await forkEntry(this.#core, this.#entry, signal));
  }

  async endpoint(port: number): Promise<{ readonly host: string; readonly port: number }> {
    refuseGone(this.#entry);
    const opened = await openEndpoint(this.#core, this.#entry, port);
    return { host: opened.host, port: opened.port };
  }

  destroy(): Promise<void> {
    return destroyEntry(this.#core, this.#entry);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.destroy();
  }
}
