import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxFault, type SnapshotInfo } from '../sandbox.ts';
import { archiveImage } from './archive-image.ts';
import { attachImage } from './attach-image.ts';
import { cloneFile } from './clone-file.ts';
import { cloneImage } from './clone-image.ts';
import { closePool } from './close-pool.ts';
import { detachImage } from './detach-image.ts';
import type { Disk, DiskEntry, DiskFolders, DiskSize, DiskUsage } from './disk.ts';
import { diskFault } from './disk-fault.ts';
import type { DiskParts } from './disk-parts.ts';
import { findImage } from './find-image.ts';
import { formatTemplate } from './format-template.ts';
import { fullBytes } from './full-bytes.ts';
import { requireImageName } from './image-name.ts';
import { listEntries } from './list-entries.ts';
import { archiveSuffix, type ImageFile } from './list-images.ts';
import { measureDisk } from './measure-disk.ts';
import { measureImages } from './measure-images.ts';
import { newPartial } from './new-partial.ts';
import { restoreImage } from './restore-image.ts';
import { snapshotImage } from './snapshot-image.ts';
import { snapshotInfo } from './snapshot-info.ts';
import { takeTurns } from './take-turns.ts';
import { unmount } from './unmount.ts';
import { withRoom } from './with-room.ts';

/** Every workspace is one file in the pool, `images/<id>.<MiB>.<inodes>.img`: what there is, is what the folders say. */
export class ImageDisk implements Disk {
  readonly #parts: DiskParts;
  readonly #lock: AsyncDisposable;
  readonly #inTurn = takeTurns();

  constructor(parts: DiskParts, lock: AsyncDisposable) {
    this.#parts = parts;
    this.#lock = lock;
  }

  create(id: string, size: DiskSize): Promise<void> {
    return this.#forWorkspace(id, async () => {
      await this.#addImage(id, size, async (partial) => {
        const template = await this.#inTurn('template', () => formatTemplate(this.#parts.paths, size));
        await cloneFile(template, partial);
      });
    });
  }

  cloneFrom(id: string, snapshotId: string): Promise<DiskSize> {
    return this.#forWorkspace(id, async () => {
      const snapshot = await findImage(this.#parts.paths.snapshots, snapshotId);
      if (snapshot === null) throw missing(`There is no snapshot ${snapshotId}.`);
      const { mib, inodes } = snapshot;
      await this.#addImage(id, snapshot, (partial) => cloneFile(snapshot.path, partial));
      return { mib, inodes };
    });
  }

  fork(id: string, newId: string): Promise<DiskSize> {
    return this.#forWorkspace(id, async () => {
      const image = await this.#image(id);
      await this.#addImage(newId, image, (partial) => cloneImage(this.#parts.paths, image, partial));
      return { mib: image.mib, inodes: image.inodes };
    });
  }

  attach(id: string): Promise<DiskFolders> {
    return this.#forWorkspace(id, async () => await attachImage(this.#parts.paths, await this.#image(id)));
  }

  detach(id: string): Promise<void> {
    return this.#forWorkspace(id, () => detachImage(this.#parts.paths, id));
  }

  remove(id: string): Promise<void> {
    return this.#forWorkspace(id, async () => {
      await unmount(join(this.#parts.paths.mounts, id));
      await this.#removeFrom(this.#parts.paths.images, id);
      await this.#removeFrom(this.#parts.paths.archives, id, archiveSuffix);
    });
  }

  snapshot(id: string, snapshotId: string): Promise<SnapshotInfo> {
    return this.#forWorkspace(id, async () => {
      const image = await this.#image(id);
      const { snapshots } = this.#parts.paths;
      if ((await findImage(snapshots, snapshotId)) !== null)
        throw conflict(`There is a snapshot ${snapshotId} already.`);
      const { blocks } = await stat(image.path);
      const claim = { poolBytes: blocks * 512, hostBytes: 0 };
      return await withRoom(this.#parts, claim, () => snapshotImage(this.#parts, image, snapshotId));
    });
  }

  listSnapshots(): Promise<readonly SnapshotInfo[]> {
    return this.#foreseen(async () => (await measureImages(this.#parts.paths.snapshots)).map(snapshotInfo));
  }

  removeSnapshot(snapshotId: string): Promise<void> {
    return this.#foreseen(() => this.#removeFrom(this.#parts.paths.snapshots, snapshotId));
  }

  archive(id: string): Promise<void> {
    return this.#forWorkspace(id, async () => {
      if ((await this.#archived(id)) !== null) return;
      const image = await this.#image(id);
      await detachImage(this.#parts.paths, id);
      const { blocks } = await stat(image.path);
      const claim = { poolBytes: 0, hostBytes: blocks * 512 };
      await withRoom(this.#parts, claim, () => archiveImage(this.#parts.paths, image));
    });
  }

  restore(id: string): Promise<void> {
    return this.#forWorkspace(id, async () => {
      const archive = await this.#archived(id);
      if (archive === null) return void (await this.#image(id));
      const claim = { poolBytes: fullBytes(archive), hostBytes: 0 };
      await withRoom(this.#parts, claim, () => restoreImage(this.#parts.paths, archive));
    });
  }

  list(): Promise<readonly DiskEntry[]> {
    return this.#foreseen(() => listEntries(this.#parts.paths));
  }

  usage(): Promise<DiskUsage> {
    return this.#foreseen(async () => {
      const { totalBytes, usedBytes, promisedBytes, hostFreeBytes } = await measureDisk(this.#parts);
      return { totalBytes, usedBytes, promisedBytes, hostFreeBytes };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await using _lock = this.#lock;
    await closePool(this.#parts);
  }

  #forWorkspace<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.#foreseen(() => this.#inTurn(`workspace ${id}`, work));
  }

  async #foreseen<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw diskFault(this.#parts.paths, error);
    }
  }

  async #addImage(id: string, size: DiskSize, write: (partial: string) => Promise<void>): Promise<void> {
    const { images } = this.#parts.paths;
    const name = requireImageName(id, size);
    if ((await findImage(images, id)) ?? (await this.#archived(id)))
      throw conflict(`There is a workspace ${id} already.`);
    await withRoom(this.#parts, { poolBytes: fullBytes(size), hostBytes: 0 }, async () => {
      const partial = newPartial(this.#parts.paths);
      await write(partial);
      await rename(partial, join(images, name));
    });
  }

  async #image(id: string): Promise<ImageFile> {
    const image = await findImage(this.#parts.paths.images, id);
    if (image !== null) return image;
    if ((await this.#archived(id)) === null) throw missing(`There is no workspace ${id} on disk.`);
    throw conflict(`The workspace ${id} is archived.`, 'Restore it first.');
  }

  /** Both exist only when a process ended between the two: the image is whole then. */
  async #archived(id: string): Promise<ImageFile | null> {
    const { images, archives } = this.#parts.paths;
    return (await findImage(images, id)) === null ? findImage(archives, id, archiveSuffix) : null;
  }

  async #removeFrom(folder: string, id: string, suffix = ''): Promise<void> {
    const found = await findImage(folder, id, suffix);
    if (found !== null) await rm(found.path, { force: true });
  }
}

function missing(message: string): SandboxFault {
  return new SandboxFault(message, { code: 'gone', ran: 'no' });
}

function conflict(message: string, nextAction = 'Take another id.'): SandboxFault {
  return new SandboxFault(message, { code: 'conflict', ran: 'no', nextAction });
}
