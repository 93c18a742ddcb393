// A page that nobody touches heals by itself. It is loaded anew only once the server answers, so that an old picture is never
// exchanged for a proxy's error page: the program asks for that by an event. Where the program does not come, or has died, the
// page is loaded anew every so often, as it is without JavaScript. Nothing newer than the oldest television's browser is used.
(() => {
  const ASK_EVERY_MS = 10000;
  const ANSWER_WITHIN_MS = 10000;
  const PROXY_ALONE = 500;
  let runs = false;
  let asking = false;

  const frame = () => document.querySelector('[data-refresh]');

  /** Whether the server itself answers, whatever it says; a proxy that speaks in its place says 502 to 504. */
  function answers() {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), ANSWER_WITHIN_MS);
    return fetch(location.href, { method: 'HEAD', cache: 'no-store', signal: patience.signal })
      .then((answer) => answer.status < PROXY_ALONE, () => false)
      .then((yes) => {
        clearTimeout(timer);
        return yes;
      });
  }

  function ask(isWanted) {
    if (!isWanted()) {
      asking = false;
      return;
    }
    answers().then((yes) => {
      if (yes && isWanted()) {
        location.reload();
        return;
      }
      if (!runs) say(!yes);
      setTimeout(() => ask(isWanted), ASK_EVERY_MS * (0.5 + Math.random()));
    });
  }

  function loadAnew(isWanted) {
    if (asking) return;
    asking = true;
    ask(isWanted);
  }

  /** The words for a lost server are in the page from the first, with the time at which it was made. */
  function say(isLost) {
    const place = frame();
    if (place === null) return;
    const words = place.querySelector('[data-lost]');
    words.hidden = !isLost || words.textContent === '';
    place.parentElement.classList.toggle('is-lost', isLost);
  }

  /** From now on nobody but this script looks after the page. */
  function refresh() {
    const place = frame();
    if (place !== null) setTimeout(() => loadAnew(() => !runs), Number(place.getAttribute('data-refresh')) * 1000);
  }

  function died(cause) {
    if (!(cause instanceof WebAssembly.RuntimeError) || !runs) return;
    runs = false;
    const place = frame();
    // The time in its words is long past.
    if (place !== null) place.querySelector('[data-lost]').textContent = '';
    refresh();
  }

  addEventListener('callboard:anew', () => loadAnew(() => true));
  addEventListener('callboard:hydrated', () => {
    runs = true;
    say(false);
  });
  addEventListener('error', (event) => died(event.error));
  addEventListener('unhandledrejection', (event) => died(event.reason));
  addEventListener('DOMContentLoaded', refresh);
})();
