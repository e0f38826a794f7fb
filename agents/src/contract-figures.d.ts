declare module 'virtual:contract-figures' {
  /** Method and path of every operation, as in the contract's API table. */
  export const OPERATIONS: Readonly<
    Record<import('../../server/contract/api.js').OperationName, { method: string; path: string }>
  >;
  export const LIMITS: typeof import('../../server/contract/requests.js').LIMITS;
}
