export type Level = 'fine' | 'near' | 'over';

/** Amber from four fifths of the target on, red beyond it. */
export function waitLevel(waitedMs: number, targetSeconds: number): Level {
  if (waitedMs >= targetSeconds * 1_000) return 'over';
  return waitedMs >= targetSeconds * 800 ? 'near' : 'fine';
}

/** Amber up to a tenth below the target, red below that. */
export function shareLevel(share: number | null, target: number): Level {
  if (share === null || share >= target) return 'fine';
  return share >= target - 0.1 ? 'near' : 'over';
}
