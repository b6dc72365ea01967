/** What `sandpiper/sandbox` exports: the port, its provider on Docker, and what is needed to use them. */
export { destroyAll } from './destroy-all.ts';
export { type SandboxImage, sandboxImages } from './images/sandbox-image.ts';
export { type LayerFacts, type LayerKey, layerKey } from './layers/layer-key.ts';
export type { Layer, Layers, LayersSettings } from './layers/layers.ts';
export { type LayersDeps, openLayers } from './layers/open-layers.ts';
export { type NpmOfThisHost, npmOfThisHost } from './npm-of-this-host.ts';
export {
  type BoxSpec,
  type DockerSandboxes,
  type DockerSandboxesOptions,
  openDockerSandboxes,
} from './open-docker-sandboxes.ts';
export type { BoxCost, Pool, PoolCost, PoolSize, PoolStats } from './pool/pool.ts';
export type { BoxShape } from './pool/pool-key.ts';
export * from './sandbox.ts';
