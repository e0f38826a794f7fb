import { X509Certificate } from 'node:crypto';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import type { MailProblem } from '../../server/contract/index.js';

/** Codes of node's TLS, by what is wrong with the certificate that a server shows. */
const BY_CODE: Record<string, MailProblem> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificateUnknown',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificateUnknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificateUnknown',
  UNABLE_TO_GET_ISSUER_CERT: 'certificateUnknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificateUnknown',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificateName',
  HOSTNAME_MISMATCH: 'certificateName',
  CERT_HAS_EXPIRED: 'certificateExpired',
  CERT_NOT_YET_VALID: 'certificateExpired',
};

/** What is wrong with a certificate; null where TLS failed for another reason. */
export const certificateProblem = (code: string): MailProblem | null => BY_CODE[code] ?? null;

/**
 * How TLS is to check a server that has a certificate of its own making: only what stands in the settings, or is signed by it, is
 * taken. The very certificate of the settings is taken under any name, for self-made ones often bear none that fits.
 * @param certificate PEM; without it a server is checked as everybody's is
 */
export function tlsFor(certificate: string | undefined): { tls?: ConnectionOptions } {
  if (!certificate) return {};
  const { fingerprint256 } = new X509Certificate(certificate);
  return {
    tls: {
      ca: certificate,
      allowPartialTrustChain: true,
      checkServerIdentity: (host, shown) =>
        shown.fingerprint256 === fingerprint256 ? undefined : checkServerIdentity(host, shown),
    },
  };
}
