export * from './api.js';
export * from './errors.js';
export * from './names.js';
export * from './permissions.js';
export * from './requests.js';
export * from './sockets.js';
export * from './views.js';
