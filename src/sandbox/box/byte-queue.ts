const SMALLEST_BLOCK_BYTES = 4096;

/** Bytes in order. Small pieces are copied together, so that memory follows the bytes and not the number of pieces. */
export class ByteQueue {
  #blocks: Block[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The block that `shift` would take. */
  get first(): Uint8Array | undefined {
    const block = this.#blocks[0];
    return block && filledPart(block);
  }

  /** Keeps a large piece as it is; the caller must not change it afterwards. */
  push(piece: Uint8Array): void {
    this.#size += piece.length;
    const last = this.#blocks.at(-1);
    if (last && last.bytes.length - last.filled >= piece.length) {
      append(last, piece);
      return;
    }
    if (piece.length >= SMALLEST_BLOCK_BYTES) {
      this.#blocks.push({ bytes: piece, filled: piece.length });
      return;
    }
    const block = { bytes: new Uint8Array(SMALLEST_BLOCK_BYTES), filled: 0 };
    append(block, piece);
    this.#blocks.push(block);
  }

  shift(): Uint8Array | undefined {
    const block = this.#blocks.shift();
    if (!block) return undefined;
    this.#size -= block.filled;
    return filledPart(block);
  }

  /** Takes everything. */
  drain(): Buffer {
    const all = Buffer.concat(this.#blocks.map(filledPart), this.#size);
    this.#blocks = [];
    this.#size = 0;
    return all;
  }
}

type Block = { readonly bytes: Uint8Array; filled: number };

function append(block: Block, piece: Uint8Array): void {
  block.bytes.set(piece, block.filled);
  block.filled += piece.length;
}

function filledPart(block: Block): Uint8Array {
  return block.bytes.subarray(0, block.filled);
}
