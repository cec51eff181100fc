const CLIENT_ID = 'demo-app';
const PAGE = location.origin + location.pathname;

// First of all: the answer leaves the address bar and the history before anything else runs, and stays in memory only.
const answer = new URLSearchParams(location.hash.slice(1));
history.replaceState(null, '', PAGE);

const element = (id) => document.getElementById(id);
const tell = (text) => { element('status').textContent = text; };

// Where Keycloak is: {"realm": "https://…/realms/…"}
const { realm } = await (await fetch('config.json')).json();
let token = takeToken();

function takeToken() {
    // Our own random state, or somebody else has sent the user here, perhaps with a token of his own.
    const expected = sessionStorage.getItem('state');
    sessionStorage.removeItem('state');
    if (answer.size > 0 && (!expected || answer.get('state') !== expected)) {
        tell('This answer does not belong to a login of this page. Please log in.');
        return null;
    }
    if (answer.has('error')) {
        tell(`You are not logged in (${answer.get('error')}).`);
        return null;
    }
    tell(answer.has('token') ? 'You are logged in.' : 'Please log in.');
    return answer.get('token');
}

function login() {
    const state = crypto.randomUUID();
    sessionStorage.setItem('state', state);
    location.assign(`${realm}/quick-login?${new URLSearchParams({ referer: PAGE, state })}`);
}

async function read(event) {
    event.preventDefault();
    const path = element('path').value;
    // nginx asks Keypath's gate before it serves this.
    const response = await fetch('/files' + path, { headers: { Authorization: `Bearer ${token}` } });
    element('content').hidden = !response.ok;
    element('content').textContent = response.ok ? await response.text() : '';
    tell({
        200: `This is ${path}.`,
        401: 'Your login has ended. Please log in again.',
        403: `You may not read ${path}.`,
        404: `There is no ${path}.`,
    }[response.status] ?? `The server answered ${response.status}.`);
    if (response.status === 401) {
        token = null;
        show();
    }
}

async function logout() {
    // The token does not end with the session: end it here (RFC 7009). The answer is always the same and not needed.
    await fetch(`${realm}/path-tokens/revoke`, { method: 'POST', mode: 'no-cors', body: new URLSearchParams({ token }) });
    token = null;
    const query = new URLSearchParams({ client_id: CLIENT_ID, post_logout_redirect_uri: PAGE });
    location.assign(`${realm}/protocol/openid-connect/logout?${query}`);
}

function show() {
    element('login').hidden = token !== null;
    element('inside').hidden = token === null;
    element(token === null ? 'login' : 'path').focus();
}

element('login').addEventListener('click', login);
element('read').addEventListener('submit', read);
element('logout').addEventListener('click', logout);
show();
