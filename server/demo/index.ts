export { type DemoAccount, ensureDemoCompany } from './company.js';
export { demoMailRoutes, demoMailTransport } from './mailbox/index.js';
