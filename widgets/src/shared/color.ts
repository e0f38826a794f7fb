/** Contrast after WCAG 2: any colour a site chooses must stay readable. */

const HEX = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i;

/** The colour as #rrggbb, or null when it is none. */
export function hexColor(color: string | null | undefined): string | null {
  const hex = HEX.exec(color ?? '')?.[1];
  if (!hex) return null;
  return `#${hex.length === 3 ? [...hex].map((c) => c + c).join('') : hex}`.toLowerCase();
}

/** 0 (black) to 1 (white). @param hex #rrggbb */
export function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** From 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** White where white can be read on it (4.5:1), else black, which then always can. */
export function readableOn(background: string): '#ffffff' | '#000000' {
  return contrast(background, '#ffffff') >= 4.5 ? '#ffffff' : '#000000';
}

/** The colour itself if it can be read on the page, else mixed towards black or white until it can. */
export function readableAs(color: string, page: string): string {
  const towards = luminance(page) > 0.5 ? 0 : 255;
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(color, towards, share);
    if (contrast(mixed, page) >= 4.5) return mixed;
  }
  return towards === 0 ? '#000000' : '#ffffff';
}

function mix(hex: string, towards: number, share: number): string {
  const part = (i: number): string => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16);
    return Math.round(c + (towards - c) * share)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${part(1)}${part(3)}${part(5)}`;
}
