import type Dockerode from 'dockerode';
import type { Box } from '../box/open-box.ts';
import { answerWithin } from '../engine/answer-within.ts';
import {
  type ExecOptions,
  type ExecResult,
  type Exit,
  type Files,
  type Process,
  type Sandbox,
  SandboxFault,
  type SpawnOptions,
  type Workspace,
} from '../sandbox.ts';

export type DockerSandboxParts = {
  readonly id: string;
  readonly box: Box;
  readonly container: Dockerode.Container;
  /** Everything that must end with the box, the container first of all. */
  readonly ended: AsyncDisposableStack;
};

/** A box that is a running container. */
export class DockerSandbox implements Sandbox {
  readonly id: string;
  readonly cwd: string;
  readonly files: Files;
  readonly #box: Box;
  readonly #container: Dockerode.Container;
  readonly #ended: AsyncDisposableStack;
  #destruction: Promise<void> | null = null;

  constructor({ id, box, container, ended }: DockerSandboxParts) {
    this.id = id;
    this.cwd = box.cwd;
    this.files = box.files;
    this.#box = box;
    this.#container = container;
    this.#ended = ended;
  }

  async spawn(argv: readonly string[], options: SpawnOptions): Promise<Process> {
    const process = await this.#box.spawn(argv, options);
    return {
      stdout: process.stdout,
      stderr: process.stderr,
      exit: process.exit.then((exit) => this.#explain(exit)),
      kill: (signal) => process.kill(signal),
    };
  }

  async exec(command: string | readonly string[], options: ExecOptions): Promise<ExecResult> {
    const result = await this.#box.exec(command, options);
    return { ...result, exit: await this.#explain(result.exit) };
  }

  restricted(): Workspace {
    return {
      cwd: this.cwd,
      files: this.files,
      spawn: (argv, options) => this.spawn(argv, options),
      exec: (command, options) => this.exec(command, options),
    };
  }

  /** The engine stops it, not the agent in it: nothing that runs in a box has a say in this. */
  async freeze(): Promise<void> {
    try {
      await answerWithin(30_000, this.#container.pause());
    } catch (cause) {
      throw new SandboxFault('The sandbox could not be frozen.', { ran: 'unknown', cause });
    }
  }

  destroy(): Promise<void> {
    this.#destruction ??= this.#ended.disposeAsync();
    return this.#destruction;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.destroy();
  }

  /** The box is lost when its first process ends, and the engine may know that memory was the reason. */
  async #explain(exit: Exit): Promise<Exit> {
    if (exit.reason !== 'lost') return exit;
    try {
      const { State: state } = await answerWithin(3000, this.#container.inspect());
      return state.OOMKilled ? { reason: 'oom' } : exit;
    } catch {
      // The engine or the container is gone, so nobody knows more.
      return exit;
    }
  }
}
