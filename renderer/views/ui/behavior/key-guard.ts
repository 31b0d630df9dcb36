/** Elements that accept text. */
const FIELDS =
  'input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role="textbox"], [role="searchbox"], [role="combobox"], [role="spinbutton"]';

/** Elements in which a letter chooses an entry or answers a question. */
const CHOOSERS =
  'dialog, [role="dialog"], [role="alertdialog"], [role="menu"], [role="menubar"], [role="listbox"], [role="tree"], [role="grid"]';

/** Elements that use the whole keyboard while they are open, wherever the focus is. */
const MODAL = 'dialog[open], [role="menu"]';

/** Whether keys that are pressed in this element type text. */
export function isTyping(target: EventTarget | null): target is HTMLElement {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches(FIELDS));
}

/** Whether a dialog or menu is open, so that the rest of the page is not usable. */
export function isModal(target: EventTarget | null): boolean {
  return (
    document.querySelector(MODAL) !== null || (target instanceof Element && target.closest('dialog') !== null)
  );
}

/** Whether a letter that is pressed in this element is not meant for the page's shortcuts. */
export function usesLetters(target: EventTarget | null): boolean {
  if (isTyping(target) || isModal(target)) return true;
  return target instanceof Element && target.closest(`${FIELDS}, ${CHOOSERS}`) !== null;
}
