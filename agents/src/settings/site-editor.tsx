export function SiteEditor() {
  return null;
}
