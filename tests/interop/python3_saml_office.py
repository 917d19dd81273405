"""An office that uses OneLogin's python3-saml as Debian ships it, by redirect."""

import copy
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import xmlsec
from lxml import etree
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.logout_request import OneLogin_Saml2_Logout_Request
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

import office

NATURAL_PERSON = "http://eidas.europa.eu/attributes/naturalperson/"


class Provider:
    def __init__(self, given):
        self.url = given.url
        self.names = {}
        self.format = "urn:oasis:names:tc:SAML:2.0:nameid-format:" + ("persistent" if given.persistent else "transient")
        read = lambda path: Path(path).read_text(encoding="utf-8")
        self.settings = OneLogin_Saml2_IdPMetadataParser.merge_settings(
            OneLogin_Saml2_IdPMetadataParser.parse(read(given.hub)),
            {
                "strict": True,
                "sp": {
                    "entityId": f"{given.url}/metadata",
                    "assertionConsumerService": {
                        "url": f"{given.url}/acs",
                        "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
                    },
                    **({} if given.deaf else {"singleLogoutService": {"url": f"{given.url}/slo"}}),
                    # Its own default is "unspecified".
                    "NameIDFormat": self.format,
                    "x509cert": read(given.certificate),
                    "privateKey": read(given.key),
                },
                "security": {
                    "authnRequestsSigned": True,
                    "logoutRequestSigned": True,
                    "logoutResponseSigned": True,
                    "wantAssertionsSigned": True,
                    "wantMessagesSigned": True,
                    # It publishes a key for encryption only if it wants nothing else.
                    "wantAssertionsEncrypted": given.encrypted,
                    "signatureAlgorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                    "digestAlgorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
                    "requestedAuthnContext": ["http://eidas.europa.eu/LoA/low"],
                    "requestedAuthnContextComparison": "minimum",
                    # Its own default ends after two days; an empty one never.
                    "metadataValidUntil": "",
                },
                "organization": {
                    "es": {"name": "Hacienda", "displayname": "Oficina python3-saml", "url": given.url},
                },
            },
        )

    def metadata(self):
        return OneLogin_Saml2_Settings(self.settings, sp_validation_only=True).get_sp_metadata()

    def start(self, session, state):
        """A visitor may ask for a request that is none of ours: passive, of a level, of a format."""
        wishes = dict(parse_qsl(urlsplit(state).query))
        settings = copy.deepcopy(self.settings)
        if "level" in wishes:
            settings["security"]["requestedAuthnContext"] = [wishes["level"]]
        if "format" in wishes:
            settings["sp"]["NameIDFormat"] = wishes["format"]
        auth = self.auth("/permit", settings=settings)
        address = auth.login(return_to=state, is_passive=wishes.get("passive") == "yes")
        session.waiting_for = auth.get_last_request_id()
        return 302, "", address

    def finish(self, session, fields):
        auth = self.auth("/acs", fields)
        try:
            auth.process_response(request_id=session.waiting_for or "none")
        except xmlsec.Error as error:  # What cannot be decrypted it does not report, but lets fall through.
            raise office.Refused(f"{type(error).__name__}: {error}") from error
        if auth.get_errors():
            raise office.Refused(f"{auth.get_errors()} {auth.get_last_error_reason()}{self.verified_codes(auth)}")
        values = auth.get_attributes()
        who = values[NATURAL_PERSON + "PersonIdentifier"][0]
        self.check_name(who, auth)
        session.names = {
            "name_id": auth.get_nameid(),
            "name_id_format": auth.get_nameid_format(),
            "nq": auth.get_nameid_nq(),
            "spnq": auth.get_nameid_spnq(),
            "session_index": auth.get_session_index(),
        }
        given, family = (values[NATURAL_PERSON + name][0] for name in ("CurrentGivenName", "CurrentFamilyName"))
        return {
            "who": who,
            "name": f"{given} {family}",
            "how": values["http://es.minhafp.clave/SelectedIdP"][0],
            "level": auth.get_last_authn_contexts()[0],
        }

    def leave(self, session):
        auth = self.auth("/leave")
        address = auth.logout(return_to=f"{self.url}/leave", **session.names)
        session.waiting_for = auth.get_last_request_id()
        return 302, "", address

    def slo(self, session, fields):
        auth = self.auth("/slo", query=fields)
        address = auth.process_slo(keep_local_session=True, request_id=session.waiting_for or "none")
        if auth.get_errors():
            raise office.Refused(f"{auth.get_errors()} {auth.get_last_error_reason()}")
        if "SAMLRequest" in fields and session.names:
            self.check_meant(session, auth.get_last_request_xml())
        session.end()
        return 302, "", address or fields["RelayState"]

    def check_meant(self, session, request):
        """The library leaves it to us whose session it is."""
        told = OneLogin_Saml2_Logout_Request.get_nameid_data(request)
        names = session.names
        known = {"Value": "name_id", "Format": "name_id_format", "NameQualifier": "nq", "SPNameQualifier": "spnq"}
        if any(told.get(attribute) != names.get(name) for attribute, name in known.items()):
            raise office.Refused(f"nobody here is called {told}")
        if OneLogin_Saml2_Logout_Request.get_session_indexes(request) != [names["session_index"]]:
            raise office.Refused("another session")

    def verified_codes(self, auth):
        """The library stops at a status that is no success, before the signature. Its own tools can do more."""
        document = etree.fromstring(auth.get_last_response_xml().encode("utf-8"))
        xpath = OneLogin_Saml2_Utils.RESPONSE_SIGNATURE_XPATH
        certificates = self.settings["idp"].get("x509certMulti", {}).get("signing") or [self.settings["idp"]["x509cert"]]
        if not any(OneLogin_Saml2_Utils.validate_sign(document, one, xpath=xpath) for one in certificates):
            return ""
        codes = OneLogin_Saml2_XML.query(document, "/samlp:Response/samlp:Status//samlp:StatusCode")
        return ", signed: " + " ".join(code.get("Value").rsplit(":", 1)[1] for code in codes)

    def check_name(self, who, auth):
        """The library compares the name's qualifier with its own entityID; here the rest."""
        if auth.get_nameid_format() != self.format:
            raise office.Refused(f"a name of format {auth.get_nameid_format()}")
        if self.format.endswith("persistent"):
            if not auth.get_nameid_nq() or not auth.get_nameid_spnq():
                raise office.Refused("a persistent name without qualifiers")
            if self.names.setdefault(who, auth.get_nameid()) != auth.get_nameid():
                raise office.Refused("another name than the last time")

    def auth(self, path, fields=None, settings=None, query=None):
        request = {
            "https": "on",
            "http_host": urlsplit(self.url).netloc,
            "script_name": path,
            "get_data": query or {},
            "post_data": fields or {},
        }
        return OneLogin_Saml2_Auth(request, settings or self.settings)


if __name__ == "__main__":
    given = office.arguments()
    office.serve(given, Provider(given))
