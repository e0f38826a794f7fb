export { Core, type CoreOptions } from './core.js';
export type * from './types.js';
