const NO_WORDS = /<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>|&nbsp;|\s/gi;

/**
 * Files that are pasted as such. Word and spreadsheets put a picture of the words beside them, which nobody means; a picture
 * that was copied from a page comes with its address, and no words.
 */
export function pastedFiles(data: Pick<DataTransfer, 'files' | 'getData'>): readonly File[] {
  const hasWords = data.getData('text/html').replace(NO_WORDS, '') !== '';
  return hasWords ? [] : [...data.files];
}
