/** A phone number as it is shown (see `Format.phone`), or the part of one with which what was marked ends or begins. */
const SHOWN = /\u2066\+?[\d۰-۹]+\u2069?|^\+?[\d۰-۹]+\u2069/g;
const ZERO = '۰'.charCodeAt(0);

/** Numbers that are shown in the language's digits, as a telephone or another program takes them. */
export const asDialled = (text: string): string =>
  text.replace(SHOWN, (shown) =>
    shown.replace(/[\u2066\u2069]/g, '').replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - ZERO)),
  );

export function copyNumbersAsDialled(): void {
  document.addEventListener('copy', (event) => {
    const text = String(getSelection());
    const dialled = asDialled(text);
    if (event.defaultPrevented || dialled === text) return;
    event.clipboardData?.setData('text/plain', dialled);
    event.preventDefault();
  });
}
