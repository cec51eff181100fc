
'use strict';
(() => {
  const KEY = 'keypath-sign-in:';
  const here = location.origin + location.pathname;
  const session = new URL('session', here);
  const { quickLogin, logout } = document.documentElement.dataset;
  const element = id => document.getElementById(id);

  function say(title, text, link, href) {
    document.title = title;
    element('title').textContent = title;
    element('status').textContent = text;
    element('link').textContent = link;
    element('link').href = href;
    element('action').hidden = false;
  }

  // Of this site, and not this page again.
  function page(target) {
    try {
      const url = new URL(target, location.origin);
      return target.startsWith('/') && url.origin === location.origin && url.pathname !== location.pathname
        ? url.href
        : location.origin + '/';
    } catch {
      return location.origin + '/';
    }
  }

  // The state says which tab asked for what, and that it was this browser that asked.
  function begin(target) {
    const state = crypto.randomUUID();
    sessionStorage.setItem(KEY + state, target);
    location.replace(quickLogin + '?referer=' + encodeURIComponent(here) + '&state=' + state);
  }

  async function finish(answer) {
    history.replaceState(null, '', location.pathname);
    const target = sessionStorage.getItem(KEY + answer.get('state'));
    if (target === null) {
      say('Not signed in', 'This sign-in was not begun in this tab.', 'Go to the site', '/');
      return;
    }
    sessionStorage.removeItem(KEY + answer.get('state'));
    if (!answer.has('token')) {
      say('Not signed in', 'The sign-in was not finished.', 'Try again', target);
      return;
    }
    const made = await fetch(session, { method: 'POST', headers: { Authorization: 'Bearer ' + answer.get('token') } });
    if (!made.ok) {
      say('Not signed in', 'This account cannot be used here (' + made.status + ').', 'Try again', target);
      return;
    }
    const told = await fetch(session);
    if (!told.ok) {
      say('Not signed in', 'This browser keeps no cookie of this site, which it needs.', 'Try again', target);
      return;
    }
    location.replace(target);
  }

  function offerSignOut() {
    say('Sign out', 'Sign out of this site and of your account?', 'Stay signed in', '/');
    element('button').hidden = false;
    element('button').addEventListener('click', async () => {
      element('button').disabled = true;
      const ended = await fetch(session, { method: 'DELETE' });
      if (ended.ok) {
        location.replace(logout);
      } else {
        element('status').textContent = 'You are still signed in (' + ended.status + '). Try again.';
        element('button').disabled = false;
      }
    });
  }

  function failed() {
    say('Not signed in', 'The site could not be reached.', 'Go to the site', '/');
  }

  if (location.search === '?out') {
    offerSignOut();
  } else if (location.search.startsWith('?to=')) {
    // As the proxy had it, its own query included; the browser adds what stood behind a #.
    begin(page(location.search.slice('?to='.length) + location.hash));
  } else if (location.hash.length > 1) {
    finish(new URLSearchParams(location.hash.slice(1))).catch(failed);
  } else {
    begin(page('/'));
  }
})();
