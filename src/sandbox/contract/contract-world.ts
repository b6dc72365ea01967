import { randomUUID } from 'node:crypto';
import type { Available, Capabilities, Sandbox, SandboxInfo, SandboxProvider, SandboxSpec } from '../sandbox.ts';
import type { ContractSubject } from './contract-subject.ts';

/** What every law works with. It is there between `open` and `close`. */
export type ContractWorld = {
  readonly provider: SandboxProvider;
  readonly capabilities: Capabilities;
  /** One sandbox for all the laws that leave it as useful as they found it. */
  readonly sandbox: Sandbox;
  /** The subject's ordinary spec, labelled for `infos`, and what a law wants different. */
  spec(different?: Partial<SandboxSpec>): SandboxSpec;
  create(different?: Partial<SandboxSpec>): Promise<Sandbox>;
  /** All that exists of what `create` made. */
  infos(): Promise<readonly SandboxInfo[]>;
  /** Whether an ordinary sandbox can hibernate, be archived, kept and forked. */
  keepsDisk(): Available;
  /** The next process takes over. */
  reopen(): Promise<void>;
};

type Opened = { readonly subject: ContractSubject; readonly capabilities: Capabilities };

const never = new AbortController().signal;

export class LazyWorld implements ContractWorld {
  readonly #openSubject: () => Promise<ContractSubject>;
  readonly #labels = { contract: randomUUID() };
  #opened: Opened | null = null;
  #provider: SandboxProvider | null = null;
  #sandbox: Sandbox | null = null;

  constructor(openSubject: () => Promise<ContractSubject>) {
    this.#openSubject = openSubject;
  }

  async open(): Promise<void> {
    const subject = await this.#openSubject();
    this.#provider = subject.provider;
    this.#opened = { subject, capabilities: await subject.provider.probe(AbortSignal.timeout(240_000)) };
    this.#sandbox = await this.create();
  }

  async close(): Promise<void> {
    await this.#opened?.subject[Symbol.asyncDispose]();
  }

  get provider(): SandboxProvider {
    return opened(this.#provider);
  }

  get capabilities(): Capabilities {
    return opened(this.#opened).capabilities;
  }

  get sandbox(): Sandbox {
    return opened(this.#sandbox);
  }

  spec(different: Partial<SandboxSpec> = {}): SandboxSpec {
    const ordinary = opened(this.#opened).subject.spec();
    return { ...ordinary, ...different, labels: { ...ordinary.labels, ...different.labels, ...this.#labels } };
  }

  async create(different: Partial<SandboxSpec> = {}): Promise<Sandbox> {
    return await this.provider.create(this.spec(different), never);
  }

  async infos(): Promise<readonly SandboxInfo[]> {
    return await Array.fromAsync(this.provider.list({ labels: this.#labels }));
  }

  keepsDisk(): Available {
    const { workspace } = this.spec();
    if (workspace.kind === 'new' && workspace.storage === 'disk') return this.capabilities.hibernate;
    return { available: false, reason: 'an ordinary sandbox keeps its workspace in memory' };
  }

  async reopen(): Promise<void> {
    const { id } = this.sandbox;
    this.#provider = await opened(this.#opened).subject.reopen();
    this.#sandbox = await this.#provider.connect(id, never);
  }
}

function opened<T>(value: T | null): T {
  if (value === null) throw new Error('The contract was used before it was opened, or could not be opened.');
  return value;
}
