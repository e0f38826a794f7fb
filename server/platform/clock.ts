/** Time as an argument: tests turn it by hand, production reads the store's. */
export interface Clock {
  now(): Date;
}
