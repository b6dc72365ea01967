import type { Files } from '../sandbox.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { awakeBox, beginUse, useBox } from './use-box.ts';

/** The files of whatever box the sandbox has when they are asked for. */
export function sandboxFiles(core: DockerCore, entry: Entry): Files {
  return {
    read: (path, options) => useBox(core, entry, ({ box }) => box.files.read(path, options)),
    write: (path, data, options) => useBox(core, entry, ({ box }) => box.files.write(path, data, options)),
    stat: (path) => useBox(core, entry, ({ box }) => box.files.stat(path)),
    remove: (path) => useBox(core, entry, ({ box }) => box.files.remove(path)),
    async *list(path, options) {
      const done = beginUse(core, entry);
      try {
        yield* (await awakeBox(core, entry)).box.files.list(path, options);
      } finally {
        done();
      }
    },
    pack: (path, options) => packed(core, entry, ({ files }) => files.pack(path, options)),
    async unpack(tar, path) {
      const done = beginUse(core, entry);
      try {
        const { box } = await awakeBox(core, entry).catch(async (error) => {
          await tar.cancel().catch(ignoreFailedCancel);
          throw error;
        });
        await box.files.unpack(tar, path);
      } finally {
        done();
      }
    },
    // Who only looks on keeps nothing from being paused.
    async *watch(path, signal) {
      yield* (await awakeBox(core, entry)).box.files.watch(path, signal);
    },
  };
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** Begun when it is first read. */
function packed(
  core: DockerCore,
  entry: Entry,
  begin: (box: { readonly files: Files }) => ReadableStream<Uint8Array>,
): ReadableStream<Uint8Array> {
  let done: (() => void) | null = null;
  let reader: Promise<Reader> | null = null;
  const open = () => {
    done = beginUse(core, entry);
    return awakeBox(core, entry).then(({ box }) => begin(box).getReader());
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          reader ??= open();
          const { value } = await (await reader).read();
          if (value !== undefined) return controller.enqueue(value);
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        done?.();
      },
      async cancel(reason) {
        done?.();
        await (await reader)?.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

function ignoreFailedCancel(): void {
  // The box could not be had, which the caller is told; what the source of the tar thinks of that changes nothing.
}
