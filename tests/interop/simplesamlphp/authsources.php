<?php
$config = [
    'office' => [
        'saml:SP',
        'entityID' => getenv('OFFICE_URL') . '/simplesaml/module.php/saml/sp/metadata.php/office',
        'idp' => getenv('HUB'),
        'privatekey' => getenv('OFFICE_SIGNER') . '.key',
        'certificate' => getenv('OFFICE_SIGNER') . '.pem',
        'sign.authnrequest' => true,
        'sign.logout' => true,
        'validate.logout' => true,
        'WantAssertionsSigned' => true,
        'assertion.encryption' => true,
        'acs.Bindings' => ['urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'],
        'NameIDPolicy' => ['Format' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'],
        'AuthnContextClassRef' => 'http://eidas.europa.eu/LoA/low',
        'AuthnContextComparison' => 'minimum',
        'UIInfo' => ['DisplayName' => ['es' => 'Oficina SimpleSAMLphp']],
    ],
];
