import type { Permission } from './read-permission.ts';

/** Anything unclear is a no. */
export function mayWrite(permission: Permission): boolean {
  return permission === 'write' || permission === 'maintain' || permission === 'admin';
}
