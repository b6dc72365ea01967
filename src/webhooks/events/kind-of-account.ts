import type { Asker } from '../authorise.ts';
import type { Account } from './webhook-event.ts';

/** Whatever GitHub does not call a user acts by itself. Accounts that are gone are shown as `ghost`. */
export function kindOfAccount(account: Account | null, botLogin: string): Asker['kind'] {
  if (account === null || account.login === 'ghost') return 'deleted';
  if (account.login.toLowerCase() === botLogin.toLowerCase()) return 'our-app';
  return account.type === 'User' && !account.login.endsWith('[bot]') ? 'person' : 'bot';
}
