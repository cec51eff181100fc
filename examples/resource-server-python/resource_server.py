"""Serves GET /files/... to whoever has a token with the scope read:/... or write:/... for the path."""

import os
import pathlib
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote, urlsplit

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2 import OAuth2Error, ResourceProtector
from authlib.oauth2.rfc7662 import IntrospectTokenValidator

ISSUER = os.environ["ISSUER"]
ROOT = pathlib.Path(os.environ["ROOT"])

PROVIDER = requests.get(ISSUER + "/.well-known/openid-configuration", timeout=10).json()


class Introspection(IntrospectTokenValidator):
    def introspect_token(self, token_string):
        with OAuth2Session(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"]) as client:
            answer = client.introspect_token(PROVIDER["introspection_endpoint"], token=token_string)
        answer.raise_for_status()
        return answer.json()


protector = ResourceProtector()
protector.register_token_validator(Introspection(realm="files"))


def scopes_for(path):
    """Every scope that covers a path, any of which will do: read:/a/b, read:/a/, read:/a, read:/ and the same for write."""
    path = quote(path, safe="/!$&'()*+,;=:@~")
    covering = [path]
    for slash in reversed([i for i, character in enumerate(path) if character == "/"]):
        covering += [path[: slash + 1], path[:slash]]
    return [f"{action}:{prefix}" for action in ("read", "write") for prefix in covering if prefix]


def is_plain(path):
    """What could be read in two ways is not served at all."""
    return re.fullmatch(r"(/[\w .~@+,=-]+)+", path) and not re.search(r"/\.{1,2}(/|$)", path)


class Files(BaseHTTPRequestHandler):
    def do_GET(self):
        path = unquote(urlsplit(self.path).path)
        if not path.startswith("/files/") or not is_plain(path):
            return self.send_error(404)
        path = path.removeprefix("/files")
        try:
            protector.validate_request(scopes_for(path), self)
        except OAuth2Error as error:
            return self.refuse(error)
        file = ROOT / path[1:]
        if not file.is_file():
            return self.send_error(404)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(file.read_bytes())

    def refuse(self, error):
        self.send_response(error.status_code)
        for name, value in error.get_headers():
            self.send_header(name, value)
        self.end_headers()


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Files)
print("Listening on", server.server_port, flush=True)
server.serve_forever()
