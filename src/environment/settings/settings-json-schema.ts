import { z } from 'zod';
import { settingsSchema } from './settings-schema.ts';

/** `.github/sandpiper.yml` as editors can check it while it is written: JSON Schema, draft 2020-12. */
export function settingsJsonSchema(): object {
  return {
    title: 'Settings of Sandpiper for a repository: .github/sandpiper.yml',
    ...z.toJSONSchema(settingsSchema, { io: 'input' }),
  };
}
