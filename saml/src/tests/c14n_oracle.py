"""Canonicalises documents with libxml2 and compares with what we wrote.

Reads records from the file named on the command line. A record is six fields, each a 32-bit
little-endian length and that many octets: the document; what selects the apex ("" for the root,
else the value of its attribute "mark" or "ID"); what is left out ("" for nothing, else the value
of its attribute "mark", or "signature" for the ds:Signature that is the apex' child); the prefix
list; "exclusive" or "inclusive"; our canonical form. Prints how many were compared; exits with 1 at the first difference.

libxml2 is called directly: lxml copies a subtree before it writes it, and so loses namespaces
that only a prefix list names. lxml is asked as well where the apex is the root.
"""

import ctypes
import ctypes.util
import struct
import sys

from lxml import etree

DS = b"http://www.w3.org/2000/09/xmldsig#"
MODES = {b"inclusive": 0, b"exclusive": 1}

xml = ctypes.CDLL(ctypes.util.find_library("xml2") or "libxml2.so.2")
for name, result, arguments in [
    ("xmlReadMemory", ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_int]),
    ("xmlFreeDoc", None, [ctypes.c_void_p]),
    ("xmlXPathNewContext", ctypes.c_void_p, [ctypes.c_void_p]),
    ("xmlXPathFreeContext", None, [ctypes.c_void_p]),
    ("xmlXPathRegisterNs", ctypes.c_int, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]),
    ("xmlXPathEvalExpression", ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_void_p]),
    ("xmlXPathFreeObject", None, [ctypes.c_void_p]),
    ("xmlC14NDocDumpMemory", ctypes.c_int,
     [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int,
      ctypes.POINTER(ctypes.c_void_p)]),
]:
    function = getattr(xml, name)
    function.restype, function.argtypes = result, arguments
free = ctypes.CDLL(None).free
free.argtypes = [ctypes.c_void_p]


class XPathObject(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("nodeset", ctypes.c_void_p)]


def selection(apex, without):
    """The XPath of all nodes that belong to the canonical form."""
    if not apex and not without:
        return None
    inside = f"ancestor-or-self::*[@mark='{apex}' or @ID='{apex}']" if apex else "true()"
    if without == "signature":
        top = f"*[@mark='{apex}' or @ID='{apex}']" if apex else "*[not(parent::*)]"
        outside = f"not(ancestor-or-self::ds:Signature[parent::{top}])"
    elif without:
        outside = f"not(ancestor-or-self::*[@mark='{without}'])"
    else:
        outside = "true()"
    return f"(//. | //@* | //namespace::*)[{inside} and {outside}]".encode()


def canonical(document, apex, without, prefixes, mode):
    parsed = xml.xmlReadMemory(document, len(document), b"d.xml", None, 0)
    if not parsed:
        raise ValueError("libxml2 does not parse it")
    context = xml.xmlXPathNewContext(parsed)
    xml.xmlXPathRegisterNs(context, b"ds", DS)
    expression = selection(apex, without)
    found = xml.xmlXPathEvalExpression(expression, context) if expression else None
    nodes = ctypes.cast(found, ctypes.POINTER(XPathObject)).contents.nodeset if found else None
    if expression and not nodes:
        raise ValueError("nothing selected")
    names = (ctypes.c_char_p * (len(prefixes) + 1))(*prefixes, None)
    out = ctypes.c_void_p()
    length = xml.xmlC14NDocDumpMemory(parsed, nodes, MODES[mode], names, 0, ctypes.byref(out))
    if length < 0:
        raise ValueError("libxml2 does not canonicalise it")
    text = ctypes.string_at(out.value, length)
    free(out)
    if found:
        xml.xmlXPathFreeObject(found)
    xml.xmlXPathFreeContext(context)
    xml.xmlFreeDoc(parsed)
    return text


def by_lxml(document, prefixes, mode):
    root = etree.fromstring(document)
    names = [name.decode() for name in prefixes if name != b"#default"]
    how = {"exclusive": True, "inclusive_ns_prefixes": names} if mode == b"exclusive" else {}
    return etree.tostring(root, method="c14n", with_comments=False, **how)


def records(data):
    at = 0
    while at < len(data):
        fields = []
        for _ in range(6):
            (length,) = struct.unpack_from("<I", data, at)
            fields.append(data[at + 4 : at + 4 + length])
            at += 4 + length
        yield fields


def main():
    compared = 0
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    for document, apex, without, prefixes, mode, ours in records(data):
        prefixes = prefixes.split()
        theirs = {"libxml2": canonical(document, apex.decode(), without.decode(), prefixes, mode)}
        if not apex and not without and b"#default" not in prefixes:
            theirs["lxml"] = by_lxml(document, prefixes, mode)
        for who, text in theirs.items():
            if text != ours:
                print(f"document  {document!r}\napex      {apex!r} without {without!r} prefixes {prefixes!r} {mode!r}")
                print(f"ours      {ours!r}\n{who:9} {text!r}")
                sys.exit(1)
        compared += 1
    print(compared)


main()
