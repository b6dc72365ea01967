import { createHash, X509Certificate } from 'node:crypto';

/**
 * A key store that trusts this certificate alone. Java reads no PEM. Its old JKS format needs neither Java nor a password
 * to be written, and every Java still reads it.
 */
export function javaTrustStore(certificatePem: string): Uint8Array {
  const certificate = new X509Certificate(certificatePem).raw;
  const entry = [
    uint32(trustedCertificate),
    utf('sandpiper'),
    Buffer.alloc(8),
    utf('X.509'),
    uint32(certificate.length),
  ];
  const store = Buffer.concat([uint32(0xfeedfeed), uint32(2), uint32(1), ...entry, certificate]);
  return Buffer.concat([store, createHash('sha1').update(customaryPassword).update(store).digest()]);
}

const trustedCertificate = 2;

/** `changeit`, as UTF-16, and the words that the format adds to it. It is a checksum and protects nothing. */
const customaryPassword = Buffer.concat([Buffer.from('changeit', 'utf16le').swap16(), Buffer.from('Mighty Aphrodite')]);

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function utf(text: string): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(text.length);
  return Buffer.concat([bytes, Buffer.from(text)]);
}
