import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Of the demo's pages: they run their own script only.
 * @param more what one of them may load beside that, by the directive's name
 */
export function pageHeaders(more: Record<string, string[]>): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'frame-ancestors': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        ...more,
      },
    },
    strictTransportSecurity: false,
    xFrameOptions: false, // frame-ancestors says it better
    originAgentCluster: false,
    crossOriginOpenerPolicy: false,
  });
}
