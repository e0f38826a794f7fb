/** Whom a call may be put through to: a number, or a client with what its page is to be told. */
export const CALLABLE = /^(\+[1-9]\d{6,14}|client:\w+(\?\S{0,800})?)$/;

/** `client:agent_1?call=…&reason=offer`: the address, and the parameters that reach the page. */
export function clientAddress(to: string): { to: string; parameters: Record<string, string> } {
  const [address = '', query = ''] = to.split(/\?(.*)/s);
  if (!address.startsWith('client:')) return { to, parameters: {} };
  return { to: address, parameters: Object.fromEntries(new URLSearchParams(query)) };
}
