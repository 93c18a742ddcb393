// Until the page can hear, what a person does to it is kept, and done once it can: typing, buttons that need the page, and
// forms that it sends itself. A form that the server answers with a page is left alone; one that it answers with data waits
// for the page too, but not for ever.
(() => {
  const typed = new Map();
  const done = [];
  let heard = false;
  const LONGEST_MS = 5000;
  const address = (form) => form.getAttribute('action');
  const own = (form) => address(form) === null && form.getAttribute('method') !== 'dialog';
  const data = (form) => address(form)?.startsWith('/api/');

  function keepTyped({ target }) {
    if (!target.matches?.('input, select, textarea')) return;
    typed.set(target, { value: target.value, checked: target.checked });
  }

  function keepClick({ target }) {
    const button = target.closest?.('button[type="button"]');
    if (button) keep(() => button.click());
  }

  function keepSubmit(event) {
    const { target: form, submitter } = event;
    if (!own(form) && !data(form)) return;
    event.preventDefault();
    const send = once(() => form.requestSubmit(submitter));
    keep(send);
    if (data(form)) setTimeout(() => heard || native(send), LONGEST_MS);
  }

  /** The page does not come: from now on the browser sends forms itself. */
  function native(send) {
    removeEventListener('submit', keepSubmit, true);
    send();
  }

  function once(act) {
    let acted = false;
    return () => {
      if (acted) return;
      acted = true;
      act();
    };
  }

  function keep(again) {
    done.push(again);
    document.documentElement.setAttribute('data-waits', '');
  }

  const listeners = { input: keepTyped, change: keepTyped, click: keepClick, submit: keepSubmit };
  for (const [kind, listener] of Object.entries(listeners)) addEventListener(kind, listener, true);

  function hears() {
    heard = true;
    for (const [kind, listener] of Object.entries(listeners)) removeEventListener(kind, listener, true);
    // What the page does in its first moments comes first, so that it does not overwrite what was typed.
    setTimeout(doAgain);
  }
  addEventListener('callboard:hydrated', hears, { once: true });

  function doAgain() {
    for (const [field, { value, checked }] of typed) {
      if (!field.isConnected || field.type === 'file') continue;
      if (field.type === 'checkbox' || field.type === 'radio') {
        // By a click, since some boxes listen for nothing else.
        field.checked = !checked;
        field.click();
        continue;
      }
      field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
    // Buttons that wait for what was typed wake up before they are pressed.
    setTimeout(() => {
      done.forEach((again) => again());
      document.documentElement.removeAttribute('data-waits');
    });
  }
})();
