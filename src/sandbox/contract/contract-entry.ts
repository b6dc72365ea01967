/** What `sandpiper/sandbox/contract` exports. */
export type { ContractRunner } from './contract-runner.ts';
export type { ContractSubject } from './contract-subject.ts';
export { type ContractOf, sandboxContract } from './sandbox-contract.ts';
