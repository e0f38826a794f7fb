import { X509Certificate } from 'node:crypto';
import type { CertificateView, MailboxCreateInput } from '../contract/index.js';
import { AppError, cleanLine } from '../platform/index.js';

/** @throws AppError `input.invalid` where what stands for a server's certificate is none */
export function checkCertificates(given: Partial<Pick<MailboxCreateInput, 'incoming' | 'outgoing'>>): void {
  for (const way of ['incoming', 'outgoing'] as const) {
    const server = given[way];
    const pem = server && 'certificate' in server ? server.certificate : undefined;
    if (pem === undefined || isCertificate(pem)) continue;
    const issue = { path: `${way}.certificate`, message: 'not a certificate in PEM' };
    throw new AppError('input.invalid', `Not accepted: ${issue.path}: ${issue.message}`, { issues: [issue] });
  }
}

/** What a person needs to see of one before they trust it. */
export function presentCertificate(pem: string): CertificateView {
  const { subject, issuer, validTo, fingerprint256: fingerprint } = new X509Certificate(pem);
  return { pem: pem.trim(), subject: oneLine(subject), issuer: oneLine(issuer), validTo: isoOf(validTo), fingerprint };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

const LONGEST_NAME = 300;
/** Names stand on lines of their own there; whoever made it chose them. */
const oneLine = (name: string | undefined): string =>
  cleanLine((name ?? '').split('\n').join(', ')).slice(0, LONGEST_NAME);

/** Empty where it names no date. */
function isoOf(date: string): string {
  const at = new Date(date);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}
