const NO_WORDS = /<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>|&nbsp;|\s/gi;

/** Files that are pasted as such: Word and spreadsheets put a picture of the words beside them, which nobody means. */
export function pastedFiles(data: Pick<DataTransfer, 'files' | 'getData'> | null): File[] {
  const hasWords = data?.getData('text/html').replace(NO_WORDS, '');
  return data && !hasWords ? [...data.files] : [];
}
