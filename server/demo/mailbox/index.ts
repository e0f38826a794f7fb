export { type DemoMailNeeds, demoMailRoutes } from './mailbox.routes.js';
export { demoMailTransport } from './transport.js';
