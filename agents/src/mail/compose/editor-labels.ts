import type { Translate } from '../../base/use-texts.js';

/** What the buttons of an editor for formatted text are called. */
export const editorLabels = (t: Translate) => ({
  boldControlLabel: t('mail.compose.bold'),
  italicControlLabel: t('mail.compose.italic'),
  bulletListControlLabel: t('mail.compose.bullets'),
  orderedListControlLabel: t('mail.compose.numbers'),
  blockquoteControlLabel: t('mail.compose.quoteFormat'),
  linkControlLabel: t('mail.compose.link'),
  unlinkControlLabel: t('mail.compose.unlink'),
  linkEditorInputLabel: t('mail.compose.linkAddress'),
  linkEditorInputPlaceholder: 'https://',
  linkEditorExternalLink: t('mail.compose.linkNewTab'),
  linkEditorInternalLink: t('mail.compose.linkSameTab'),
  linkEditorSave: t('common.save'),
});
