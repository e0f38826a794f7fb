/** What the console and the preview of the widget say to each other by postMessage, both on our own origin. */
import type { Locale } from './names.js';
import type { WidgetConfigView } from './views.js';

/** Where the preview is; it fills the frame that it is shown in. */
export const PREVIEW_PATH = '/widget/preview/';

/** Draw this; every message carries all of it. The mark is that of all our messages. */
export interface ToPreview {
  payvand: 1;
  config: WidgetConfigView;
  locale: Locale;
}

/** `ready`: from now on it listens. `close`: the chat's own button was pressed. */
export interface FromPreview {
  type: 'ready' | 'close';
}
