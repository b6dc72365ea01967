// The container inside @peculiar/x509 does not load without this polyfill, and does not bring it.
import 'reflect-metadata';

import { KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 24 * 60 * 60 * 1000;
/** Longer than any process of the host lives, and each makes its own. */
const validDays = 730;

/** A certificate authority of one sandbox. Its key never leaves this process's memory. */
export type CertificateAuthority = {
  readonly certificatePem: string;
  /** A server's key and certificate for exactly this host; made once, then remembered. */
  leafFor(host: string): Promise<SecureContext>;
};

export async function createCertificateAuthority(): Promise<CertificateAuthority> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=Sandpiper sandbox ${randomBytes(4).toString('hex')}`,
    keys,
    ...common(),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const leaves = new Map<string, Promise<SecureContext>>();

  return {
    certificatePem: certificate.toString('pem'),
    leafFor(host) {
      const leaf = leaves.get(host) ?? issueLeaf(certificate, keys.privateKey, host);
      leaves.set(host, leaf);
      return leaf;
    },
  };
}

async function issueLeaf(issuer: x509.X509Certificate, signingKey: webcrypto.CryptoKey, host: string) {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${host.slice(0, 64)}`,
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    ...common(),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });

  return createSecureContext({ key, cert: certificate.toString('pem') });
}

function generateKeys() {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

/** Valid since yesterday, because a box's clock may lag behind; the serial is random and positive. */
function common() {
  const serialNumber = randomBytes(16);
  serialNumber.writeUInt8((serialNumber.readUInt8(0) & 0x3f) | 0x40, 0);
  return {
    serialNumber: serialNumber.toString('hex'),
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + validDays * dayMs),
    signingAlgorithm: algorithm,
  };
}
