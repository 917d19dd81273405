# A service that knows two cards, on the HTTP server of Python's library. With two arguments, a certificate and its
# key, it speaks TLS. Some of its paths answer what no such service should.
import http.server
import json
import ssl
import sys
import time

CARDS = {"12345678Z": ("date", "01-02-2030"), "X1234567L": ("support_number", "E01234567")}


class Service(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answers = {
            "/error": (503, "application/json", '{"result": "match"}'),
            "/moved": (307, "application/json", '{"result": "match"}'),
            "/text": (200, "text/plain", '{"result": "match"}'),
            "/other": (200, "application/json", '{"result": "12345678Z"}'),
            "/long": (200, "application/json", '{"result": "match", "more": "' + 5000 * "x" + '"}'),
        }
        if self.path == "/silent":
            time.sleep(20)
        self.answer(*answers.get(self.path) or self.compare(asked))

    def compare(self, asked):
        if self.headers["Authorization"] != "Bearer s3cret":
            return 401, "application/json", "{}"
        card = CARDS.get(asked.pop("document"))
        if card is None:
            result = "unknown_document"
        else:
            result = "match" if asked == {"kind": card[0], "datum": card[1]} else "no_match"
        return 200, "application/json; charset=utf-8", json.dumps({"result": result, "more": 1})

    def answer(self, status, kind, text):
        self.send_response(status)
        self.send_header("Location", "/cards")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
if len(sys.argv) > 1:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
