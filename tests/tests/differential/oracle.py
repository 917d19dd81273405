"""What libxml2 and xmlsec1 say of a message: the other side of the comparison.

Started once, with one argument in JSON: the agency's public keys in PEM, and for each kind of
message the XPaths of the values to read. Reads batches from standard input: the number of messages,
and for each the number of its kind, its length and its octets; numbers are of 32 bits, little-endian.
Answers a batch when it has read all of it, each message with a length and that much JSON:

    verdict  malformed, unsigned, refused, verified
    root     whether what was verified is the root, by libxml2's own resolution of the reference
    read     the values at the XPaths, each a list
    why      the program's own words

It stands for a careful service provider that is lenient otherwise: keys from metadata alone, nothing
fetched, no external DTD, only "ID" (and, by XML itself, xml:id) registered as an identifier; but any
algorithm, transform, position and number of signatures that xmlsec1 takes.
"""

import json
import struct
import sys

import xmlsec
from lxml import etree

DS = {"ds": "http://www.w3.org/2000/09/xmldsig#"}
NAMESPACES = {
    "saml2p": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml2": "urn:oasis:names:tc:SAML:2.0:assertion",
}
LONGEST = 4000

# Without them xmlsec1 would follow a reference to a file or an address.
xmlsec.cleanup_callbacks()

own_signature = etree.XPath("ds:Signature", namespaces=DS)
any_signature = etree.XPath("descendant::ds:Signature", namespaces=DS)
references = etree.XPath("ds:SignedInfo/ds:Reference", namespaces=DS)
by_id = etree.XPath("id($id)")
careful = {"no_network": True, "load_dtd": False, "resolve_entities": True, "strip_cdata": False}
parser = etree.XMLParser(**careful)
lenient = etree.XMLParser(recover=True, **careful)


class Nothing(etree.Resolver):
    """What an entity names outside the message is empty: no file of this machine is read."""

    def resolve(self, _url, _public_id, context):
        return self.resolve_string("", context)


parser.resolvers.add(Nothing())
lenient.resolvers.add(Nothing())


def judge(octets, keys, paths):
    try:
        root = parsed(octets)
    except etree.XMLSyntaxError as error:
        return {"verdict": "malformed", "why": str(error)}
    signature = next(iter(own_signature(root) or any_signature(root)), None)
    if signature is None:
        return {"verdict": "unsigned"}
    xmlsec.tree.add_ids(root, ["ID"])
    failures = []
    for key in keys:
        context = xmlsec.SignatureContext()
        context.key = key
        try:
            context.verify(signature)
        except xmlsec.Error as error:
            failures.append(str(error))
        else:
            return {
                "verdict": "verified",
                "root": any(is_root(reference, root) for reference in references(signature)),
                "read": [read(path, root) for path in paths],
            }
    return {"verdict": "refused", "why": "; ".join(failures)}


def parsed(octets):
    etree.clear_error_log()
    try:
        return etree.fromstring(octets, parser)
    except etree.XMLSyntaxError as error:
        # An xml:id that is no name is an error of xml:id, after which a processor goes on
        # (xml:id 1.0, section 4); lxml alone stops.
        if {entry.type for entry in error.error_log} == {etree.ErrorTypes.DTD_XMLID_VALUE}:
            return etree.fromstring(octets, lenient)
        raise


def is_root(reference, root):
    uri = reference.get("URI")
    if uri in ("", "#xpointer(/)"):
        return True
    return uri is not None and uri.startswith("#") and root in by_id(root, id=uri[1:])


def read(path, root):
    found = path(root)
    if not isinstance(found, list):
        return [str(found)]
    return [text_of(one)[:LONGEST] for one in found]


def text_of(found):
    if isinstance(found, str):
        return str(found)
    return string_value(found).strip(" \t\r\n")


string_value = etree.XPath("string(.)")


def number():
    octets = sys.stdin.buffer.read(4)
    if len(octets) < 4:
        sys.exit(0)
    return struct.unpack("<I", octets)[0]


def batch():
    for _ in range(number()):
        kind = number()
        yield kind, sys.stdin.buffer.read(number())


def main():
    setting = json.loads(sys.argv[1])
    keys = [xmlsec.Key.from_memory(pem, xmlsec.KeyFormat.PEM, None) for pem in setting["keys"]]
    kinds = [[etree.XPath(path, namespaces=NAMESPACES) for path in paths] for paths in setting["kinds"]]
    while True:
        messages = list(batch())
        for kind, octets in messages:
            answer = json.dumps(judge(octets, keys, kinds[kind])).encode()
            sys.stdout.buffer.write(struct.pack("<I", len(answer)) + answer)
        sys.stdout.buffer.flush()


main()
