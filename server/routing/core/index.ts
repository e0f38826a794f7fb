export { BlockList } from './block-list.js';
export { Core, type CoreOptions } from './core.js';
export type * from './types.js';
export { fits } from './units.js';
