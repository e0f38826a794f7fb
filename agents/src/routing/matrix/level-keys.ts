/** A cell of the matrix of agents × skills: counted from 0. */
export interface Cell {
  row: number;
  col: number;
}

interface Size {
  rows: number;
  cols: number;
  /** Rows that fit on the screen. */
  page: number;
}

/** Where a key leads; null where it is none of the matrix's. Arrows follow the direction of reading. */
export function moved({ row, col }: Cell, key: string, { rows, cols, page }: Size, isRtl: boolean): Cell | null {
  const aside = isRtl ? -1 : 1;
  const to = (nextRow: number, nextCol: number): Cell => ({
    row: Math.max(0, Math.min(rows - 1, nextRow)),
    col: Math.max(0, Math.min(cols - 1, nextCol)),
  });
  switch (key) {
    case 'ArrowUp':
      return to(row - 1, col);
    case 'ArrowDown':
    case 'Enter':
      return to(row + 1, col);
    case 'ArrowRight':
      return to(row, col + aside);
    case 'ArrowLeft':
      return to(row, col - aside);
    case 'PageUp':
      return to(row - page, col);
    case 'PageDown':
      return to(row + page, col);
    case 'Home':
      return to(row, 0);
    case 'End':
      return to(row, cols - 1);
    default:
      return null;
  }
}

/** The level that a key means: digits from 0 to 5, Latin, Persian or Arabic; erasing is 0. Null for any other key. */
export function levelOf(key: string): number | null {
  if (key === 'Delete' || key === 'Backspace') return 0;
  const digit = ['0123456789', '۰۱۲۳۴۵۶۷۸۹', '٠١٢٣٤٥٦٧٨٩'].map((digits) => digits.indexOf(key)).find((n) => n >= 0);
  return key.length === 1 && digit !== undefined && digit <= 5 ? digit : null;
}
