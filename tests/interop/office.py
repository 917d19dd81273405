"""A small public office on the web: one page that asks who somebody is, behind a SAML library.

What every office here does, whatever its library: TLS, sessions by cookie, and five addresses.
  /metadata        what the hub loads
  /permit?...      the page that wants to know who asks; a stranger is sent to the hub
  /acs             where the hub's answer arrives
  /leave           sends whoever has a session here to the hub to end it; tells others that they left
  /slo             where the hub says that somebody leaves, and answers when it was asked
A refusal shows the library's own words, so that a test can ask for them.
"""

import argparse
import http.cookies
import http.server
import secrets
import ssl
import urllib.parse

COOKIE = "__Host-office"


class Refused(Exception):
    """The library does not accept what arrived; its words are the message."""


class Session:
    """One browser: the request it waits for, who it turned out to be, and what the hub calls that."""

    def __init__(self):
        self.end()

    def end(self):
        self.waiting_for = None
        self.person = None
        self.names = None


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True, help="our origin")
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", required=True, type=int)
    parser.add_argument("--tls-certificate", required=True)
    parser.add_argument("--tls-key", required=True)
    parser.add_argument("--certificate", required=True, help="PEM, of the key that signs requests")
    parser.add_argument("--key", required=True, help="PEM")
    parser.add_argument("--hub", required=True, help="file with the hub's metadata")
    parser.add_argument("--encrypted", action="store_true", help="take no assertion that is not encrypted")
    parser.add_argument("--deaf", action="store_true", help="publish no address at which it is told of leaving")
    parser.add_argument("--persistent", action="store_true", help="ask for a name that stays the same")
    return parser.parse_args()


def serve(given, provider):
    """Serves for ever. A provider has metadata(), start(session, state) and finish(session, fields); leave(session),
    which starts it, and slo(session, fields), which ends a session whose end was asked for or agreed to."""
    sessions = {}

    class Counter(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            path, query = urllib.parse.urlsplit(self.path)[2:4]
            if path == "/metadata":
                self.answer(200, provider.metadata(), kind="application/samlmetadata+xml")
            elif path == "/permit":
                self.permit()
            elif path == "/leave":
                self.leave()
            elif path == "/slo":
                self.slo(dict(urllib.parse.parse_qsl(query)))
            else:
                self.answer(404, "nothing here")

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            fields = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode("ascii")))
            if self.path == "/slo":
                self.slo(fields)
            else:
                self.finish_login(fields)

        def finish_login(self, fields):
            _, session = self.session()
            try:
                session.person = provider.finish(session, fields)
            except Refused as refused:
                self.answer(403, f"refused: {refused}\n")
                return
            # One request, one answer.
            session.waiting_for = None
            self.answer(303, location=given.url + fields["RelayState"])

        def permit(self):
            key, session = self.session()
            if session.person is None:
                status, body, location = provider.start(session, state=self.path)
                self.answer(status, body, location, key=key, kind="text/html")
            else:
                facts = session.person | {"asked": urllib.parse.urlsplit(self.path).query}
                self.answer(200, "".join(f"{name}: {value}\n" for name, value in facts.items()))

        def leave(self):
            _, session = self.session()
            if session.person is None:
                self.answer(200, "left\n")
            else:
                status, body, location = provider.leave(session)
                self.answer(status, body, location, kind="text/html")

        def slo(self, fields):
            _, session = self.session()
            try:
                status, body, location = provider.slo(session, fields)
            except Refused as refused:
                self.answer(403, f"refused: {refused}\n")
                return
            self.answer(status, body, location, kind="text/html")

        def session(self):
            cookie = http.cookies.SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
            key = cookie.value if cookie and cookie.value in sessions else secrets.token_hex(16)
            return key, sessions.setdefault(key, Session())

        def answer(self, status, body="", location=None, key=None, kind="text/plain"):
            body = body if isinstance(body, bytes) else body.encode("utf-8")
            self.send_response(status)
            if key:
                # The hub's answer is posted from another site: only SameSite=None comes along.
                self.send_header("Set-Cookie", f"{COOKIE}={key}; Path=/; Secure; HttpOnly; SameSite=None")
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(given.tls_certificate, given.tls_key)
    server = http.server.ThreadingHTTPServer((given.address, given.port), Counter)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()
