// Exchanges a path token for a JWT (RFC 8693) and prints the answer.
import * as oauth from 'openid-client';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PATH_TOKEN, SCOPE } = process.env;

const config = await oauth.discovery(
  new URL(ISSUER),
  CLIENT_ID,
  undefined,
  oauth.ClientSecretBasic(CLIENT_SECRET),
  // Only for a Keycloak without TLS on this machine.
  ISSUER.startsWith('http://127.0.0.1') ? { execute: [oauth.allowInsecureRequests] } : undefined,
);

const parameters = {
  subject_token: PATH_TOKEN,
  subject_token_type: 'urn:keypath:params:oauth:token-type:path-token',
};
if (SCOPE) {
  parameters.scope = SCOPE; // less than the token has, as read:/maps/ams/tiles
}

try {
  const answer = await oauth.genericGrantRequest(
    config,
    'urn:ietf:params:oauth:grant-type:token-exchange',
    parameters,
  );
  console.log(JSON.stringify(answer));
} catch (error) {
  console.error(error.error ?? error, error.error_description ?? '');
  process.exitCode = 1;
}
