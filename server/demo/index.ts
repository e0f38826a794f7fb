export { type DemoAccount, ensureDemoCompany } from './company.js';
export { ensureDemoHistory } from './history/index.js';
export { demoMailRoutes, demoMailTransport } from './mailbox/index.js';
