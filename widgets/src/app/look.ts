import { hexColor, readableAs, readableOn } from '../shared/color.js';

const DEFAULT = '#0f766e';
/** The page behind text, as in app.css. */
const LIGHT = '#ffffff';
const DARK = '#1c1f24';

/** Sets the site's colour, and what can be read on it and of it. */
export function paint(color: string | null): void {
  const brand = hexColor(color) ?? DEFAULT;
  const { style } = document.documentElement;
  style.setProperty('--brand', brand);
  style.setProperty('--on-brand', readableOn(brand));
  style.setProperty('--brand-on-light', readableAs(brand, LIGHT));
  style.setProperty('--brand-on-dark', readableAs(brand, DARK));
}
