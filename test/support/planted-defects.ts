import {
  type ExecOptions,
  type FileStat,
  type Process,
  type Sandbox,
  SandboxFault,
  type SandboxProvider,
} from '../../src/sandbox/sandbox.ts';

/** What a provider does wrong: the methods that it has in place of the right ones. */
export type Defect = {
  provider?(right: SandboxProvider): Partial<SandboxProvider>;
  sandbox?(right: Sandbox): Partial<Sandbox>;
};

/** The real provider, but with whatever defect is planted at the moment. */
export function withDefect(right: SandboxProvider, planted: () => Defect | null): SandboxProvider {
  const wrap = (sandbox: Sandbox): Sandbox =>
    overlay(sandbox, () => ({
      fork: async (signal) => wrap(await sandbox.fork(signal)),
      ...planted()?.sandbox?.(sandbox),
    }));
  const whole = overlay(right, () => planted()?.provider?.(right) ?? {});
  return overlay(whole, () => ({
    create: async (spec, signal) => wrap(await whole.create(spec, signal)),
    connect: async (id, signal) => wrap(await whole.connect(id, signal)),
  }));
}

/** Each with the law that it breaks. */
export const defects: readonly (readonly [law: string, defect: Defect])[] = [
  [
    'exec reports a failing command as a result and throws nothing',
    {
      sandbox: (right) => ({
        async exec(command: string | readonly string[], options: ExecOptions) {
          const result = await right.exec(command, options);
          if (!result.ok) throw new SandboxFault('The command failed.', { ran: 'yes' });
          return result;
        },
      }),
    },
  ],
  [
    'a deadline kills the whole process group, and the reason is `timeout`',
    {
      sandbox: (right) => ({
        exec: async (command, options) => ({ ...(await right.exec(command, options)), exit: { reason: 'killed' } }),
      }),
    },
  ],
  [
    'exec refuses a program and a folder that are not there, before anything ran',
    {
      sandbox: (right) => ({
        exec: (command, options) =>
          right.exec(command, options).catch((cause: unknown) => {
            throw new SandboxFault('It went wrong.', { ran: 'unknown', cause });
          }),
      }),
    },
  ],
  [
    'a process whose output nobody reads is held back, and goes on when somebody does',
    { sandbox: (right) => ({ spawn: async (argv, options) => hoard(await right.spawn(argv, options)) }) },
  ],
  [
    'attach takes a running process up at the byte that is asked for',
    { sandbox: (right) => ({ attach: (id) => right.attach(id) }) },
  ],
  [
    'a file is written only when its version is the one that was named',
    {
      sandbox: (right) => ({
        files: overlay(right.files, () => ({ write: (path, data) => right.files.write(path, data) })),
      }),
    },
  ],
  [
    'a list goes as deep as it is told',
    { sandbox: (right) => ({ files: overlay(right.files, () => ({ list: (path) => right.files.list(path) })) }) },
  ],
  [
    'what is excluded is left out whole, and nothing else is',
    { sandbox: (right) => ({ files: overlay(right.files, () => ({ pack: (path) => right.files.pack(path) })) }) },
  ],
  [
    'the version changes when a process in the box writes, and when the file is replaced by an equal one',
    { sandbox: (right) => ({ files: overlay(right.files, () => ({ stat: (path) => versionBySize(right, path) })) }) },
  ],
  ['a sandbox is gone after `await using`', { sandbox: () => ({ [Symbol.asyncDispose]: async () => undefined }) }],
  [
    'the restricted view can work in the box and has no way to end or change it',
    { sandbox: (right) => ({ restricted: () => right }) },
  ],
  [
    'a list has every sandbox with the labels that are asked for, and no other',
    { provider: (right) => ({ list: () => right.list() }) },
  ],
  [
    'connect to what does not exist says `gone`, whatever the id looks like',
    {
      provider: (right) => ({
        connect: (id, signal) =>
          right.connect(id, signal).catch((cause: unknown) => {
            throw new Error('not found', { cause });
          }),
      }),
    },
  ],
  [
    'connect changes no expiry',
    {
      provider: (right) => ({
        async connect(id, signal) {
          const found = await right.connect(id, signal);
          await found.setExpiry(new Date(Date.now() + 300_000));
          return found;
        },
      }),
    },
  ],
  [
    'soft: looking wakes nothing, and the next use does, with every file in place',
    {
      provider: (right) => ({
        async connect(id, signal) {
          const found = await right.connect(id, signal);
          await found.resume();
          return found;
        },
      }),
    },
  ],
  [
    'isolation of at least `vm` is given or refused, and never less',
    { provider: (right) => ({ create: (spec, signal) => right.create({ ...spec, isolation: 'container' }, signal) }) },
  ],
  [
    'a spec that nobody could meet is invalid, and nothing is left behind',
    { provider: (right) => ({ create: ({ idle: _, ...spec }, signal) => right.create(spec, signal) }) },
  ],
  ['a refused pause leaves the sandbox running', { sandbox: () => ({ pause: async () => undefined }) }],
  [
    'a workspace in memory is neither kept nor forked, and says so',
    { sandbox: (right) => ({ fork: async () => right }) },
  ],
  [
    'a new policy counts from the next connection on, and cuts what it does not allow',
    { sandbox: () => ({ setNetwork: async () => undefined }) },
  ],
  [
    'a destroyed sandbox answers every call with `gone`, and ran nothing',
    { sandbox: (right) => ({ resume: async () => void right }) },
  ],
];

function overlay<T extends object>(right: T, wrong: () => Partial<T>): T {
  return new Proxy(right, {
    get(target, key) {
      const replaced = wrong();
      const owner = key in replaced ? replaced : target;
      const value: unknown = Reflect.get(owner, key);
      return typeof value === 'function' ? value.bind(owner) : value;
    },
  });
}

/** Reads all there is into the host's memory, whether anybody wants it or not. */
function hoard(process: Process): Process {
  const chunks: Uint8Array[] = [];
  const all = (async () => {
    for await (const chunk of process.stdout) chunks.push(chunk);
  })();
  const stdout = new ReadableStream<Uint8Array>({
    async start(controller) {
      await all;
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  return overlay(process, () => ({ stdout }));
}

async function versionBySize({ files }: Sandbox, path: string): Promise<FileStat | null> {
  const stat = await files.stat(path);
  return stat && { ...stat, version: String(stat.size) };
}
