/**
 * A mail's formatted text as a document of its own. The server has made it safe; this holds also where that failed: the frame runs
 * no scripts, and the policy lets it load nothing but files of ours.
 */
const POLICY = "default-src 'none'; img-src 'self' data:; font-src 'self'; style-src 'unsafe-inline'";

/** Colours of the theme, as the page that shows it has them. */
export interface FrameColours {
  text: string;
  back: string;
  link: string;
  line: string;
}

/** What it is written in: the names of the letters, and the rules that say where they lie. */
export interface FrameFont {
  family: string;
  faces: string;
}

export const PAPER: FrameColours = { text: '#1a2327', back: '#ffffff', link: '#11695f', line: '#d5dcdf' };
const COLOURED = /\bbgcolor\s*=|\bcolor\s*=|(?:^|[;"'\s])(?:background(?:-color)?|color)\s*:/i;

/** Whoever sets a colour thought of white paper: beside that of a dark theme it may not be readable. */
export const setsColours = (html: string): boolean => COLOURED.test(html);

export function frameDocument(html: string, { text, back, link, line }: FrameColours, font: FrameFont): string {
  const style = `
    ${font.faces}
    html { color-scheme: ${isDark(back) ? 'dark' : 'light'}; background: ${back}; overflow-y: hidden; }
    body { display: flow-root; margin: 0; padding: 2px; color: ${text}; font: 14px/1.6 ${font.family};
      overflow-wrap: anywhere; overflow-x: auto; }
    a { color: ${link}; }
    img { max-width: 100%; height: auto; }
    img[data-remote]:not([src]) { display: none; }
    table { max-width: 100%; }
    pre { white-space: pre-wrap; }
    p { margin: 0 0 .6em; }
    blockquote { margin: .4em 0; padding-inline-start: 10px; border-inline-start: 3px solid ${line}; }
  `;
  return `<!doctype html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="referrer" content="no-referrer"><base target="_blank">
<style>${style}</style></head><body dir="auto">${html}</body></html>`;
}

function isDark(colour: string): boolean {
  const [r = 255, g = 255, b = 255] = (/^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(colour) ?? [])
    .slice(1)
    .map((part) => Number.parseInt(part, 16));
  return r * 0.3 + g * 0.6 + b * 0.1 < 128;
}

/** The pictures of elsewhere that a mail would load: how many, and whom that would tell that it was read. */
export function remotePictures(html: string): { count: number; hosts: string[] } {
  const addresses = [...html.matchAll(/\bdata-remote="([^"]*)"/g)].map(([, address = '']) =>
    address.replace(/&amp;/g, '&'),
  );
  const hosts = addresses.flatMap((address) => (URL.canParse(address) ? [new URL(address).host] : [])).filter(Boolean);
  return { count: addresses.length, hosts: [...new Set(hosts)] };
}

/** The mail with its pictures of elsewhere, which our own server gets for whoever wants to see them. */
export const withPictures = (html: string): string => html.replace(/ data-ours="/g, ' src="');
