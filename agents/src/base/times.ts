/** 0 … count-1, for drawing something so many times: `times(8).map((n) => <Row key={n} />)`. */
export const times = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
