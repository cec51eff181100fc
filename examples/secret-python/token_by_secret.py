"""Gets an access token with "Authorization: Secret" and calls an API with it."""

import os
import sys

from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error
from requests.auth import AuthBase
from requests_oauthlib import OAuth2Session

ISSUER = os.environ["ISSUER"]

if ISSUER.startswith("http://127.0.0.1"):
    # Only for a Keycloak without TLS on this machine.
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"


class SecretAuth(AuthBase):
    """The secret says which client it is: no client_id is sent."""

    def __init__(self, secret):
        self.secret = secret

    def __call__(self, request):
        request.headers["Authorization"] = "Secret " + self.secret
        return request


session = OAuth2Session(client=BackendApplicationClient(client_id=None))
try:
    session.fetch_token(ISSUER + "/protocol/openid-connect/token", auth=SecretAuth(os.environ["CLIENT_SECRET"]))
except OAuth2Error as error:
    sys.exit(f"{error.error} {error.description}")

# From here on the session sends "Authorization: Bearer" by itself.
answer = session.get(os.environ["API"], timeout=10)
print(answer.status_code, answer.text)
