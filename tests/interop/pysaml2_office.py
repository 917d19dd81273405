"""An office that uses pysaml2 as Debian ships it, by HTTP-POST."""

from saml2 import BINDING_HTTP_POST
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.metadata import create_metadata_string
from saml2.saml import NAMEID_FORMAT_TRANSIENT
from saml2.time_util import in_a_while
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

import office

SIGNED = {"sign": True, "sign_alg": SIG_RSA_SHA256, "digest_alg": DIGEST_SHA256}


class Provider:
    def __init__(self, given):
        self.url = given.url
        self.config = SPConfig().load(
            {
                "entityid": f"{given.url}/metadata",
                "service": {
                    "sp": {
                        "endpoints": {
                            "assertion_consumer_service": [(f"{given.url}/acs", BINDING_HTTP_POST)],
                            # Not by redirect: it looks at no signature there.
                            "single_logout_service": [(f"{given.url}/slo", BINDING_HTTP_POST)],
                        },
                        "authn_requests_signed": True,
                        "logout_requests_signed": True,
                        "logout_responses_signed": True,
                        "want_response_signed": True,
                        "want_assertions_signed": True,
                        "allow_unsolicited": False,
                        "name_id_format": [NAMEID_FORMAT_TRANSIENT],
                        "ui_info": {"display_name": [{"text": "Oficina pysaml2", "lang": "es"}]},
                    },
                },
                "key_file": given.key,
                "cert_file": given.certificate,
                "encryption_keypairs": [{"key_file": given.key, "cert_file": given.certificate}],
                "metadata": {"local": [given.hub]},
                # Its maps have the names of eIDAS, but not Spain's own.
                "allow_unknown_attributes": True,
                "xmlsec_binary": "/usr/bin/xmlsec1",
            }
        )
        self.client = Saml2Client(self.config)

    def metadata(self):
        return create_metadata_string(None, config=self.config)

    def start(self, session, state):
        session.waiting_for, _, form = self.client.prepare_for_negotiated_authenticate(
            binding=BINDING_HTTP_POST,
            relay_state=state,
            sign=True,
            sigalg=SIG_RSA_SHA256,
            digest_alg=DIGEST_SHA256,
        )
        return form.get("status", 200), form["data"], None

    def finish(self, session, fields):
        outstanding = {session.waiting_for: fields["RelayState"]} if session.waiting_for else {}
        try:
            answer = self.client.parse_authn_request_response(
                fields["SAMLResponse"], BINDING_HTTP_POST, outstanding
            )
        except Exception as error:  # It has a class for every status, and nothing above them but this.
            raise office.Refused(f"{type(error).__name__}: {str(error).splitlines()[-1]}") from error
        values = answer.get_identity()
        session.names = answer.name_id
        return {
            "who": values["PersonIdentifier"][0],
            "name": f"{values['FirstName'][0]} {values['FamilyName'][0]}",
            "how": values["http://es.minhafp.clave/SelectedIdP"][0],
            "level": answer.authn_info()[0][0],
        }

    def leave(self, session):
        hubs = self.client.users.issuers_of_info(session.names)
        asked = self.client.do_logout(
            session.names, hubs, "", in_a_while(minutes=5), expected_binding=BINDING_HTTP_POST, **SIGNED
        )
        ((_, form),) = asked.values()
        return 200, form["data"], None

    def slo(self, session, fields):
        try:
            if "SAMLRequest" in fields:
                return self.told(session, fields["SAMLRequest"])
            answer = self.client.parse_logout_request_response(fields["SAMLResponse"], BINDING_HTTP_POST)
            self.check_signed(answer.response)
            self.client.handle_logout_response(answer)
        except Exception as error:
            raise office.Refused(f"{type(error).__name__}: {error}") from error
        session.end()
        return 303, "", f"{self.url}/leave"

    def told(self, session, request):
        """The library compares the name with that of the session, and answers that it knows nobody or ends its own."""
        self.check_signed(self.client.parse_logout_request(request, BINDING_HTTP_POST).message)
        form = self.client.handle_logout_request(request, session.names, BINDING_HTTP_POST, **SIGNED)
        if session.names and not self.client.is_logged_in(session.names):
            session.end()
        return 200, form["data"], None

    def check_signed(self, message):
        """The library verifies signatures of logout that are there, and wants none."""
        if message.signature is None:
            raise office.Refused("not signed")


if __name__ == "__main__":
    given = office.arguments()
    office.serve(given, Provider(given))
