export { nextTide } from './next-tide.js';
export { parseTable } from './parse-table.js';
export { sayDuration } from './say-duration.js';
export { sayTide } from './say-tide.js';
