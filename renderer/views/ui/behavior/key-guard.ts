/** Fields into which keys write. */
const FIELDS =
  'input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role="textbox"], [role="searchbox"], [role="combobox"], [role="spinbutton"]';

/** Where a letter chooses an entry, or answers a question, rather than acting on the page. */
const CHOOSERS =
  'dialog, [role="dialog"], [role="alertdialog"], [role="menu"], [role="menubar"], [role="listbox"], [role="tree"], [role="grid"]';

/** What takes the whole keyboard while it is open, wherever the focus is. */
const MODAL = 'dialog[open], [role="menu"]';

/** Does what is typed here go into a text? */
export function isTyping(target: EventTarget | null): target is HTMLElement {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches(FIELDS));
}

/** Is a dialog or a menu open, so that the page below it waits? */
export function isModal(target: EventTarget | null): boolean {
  return (
    document.querySelector(MODAL) !== null || (target instanceof Element && target.closest('dialog') !== null)
  );
}

/** Is a letter that is pressed here meant for something else than the page's shortcuts? */
export function takesLetters(target: EventTarget | null): boolean {
  if (isTyping(target) || isModal(target)) return true;
  return target instanceof Element && target.closest(`${FIELDS}, ${CHOOSERS}`) !== null;
}
