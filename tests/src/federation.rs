//! A federation of any size, the same each time.

use std::fmt::Write as _;

use crate::hall::keys;

/// Every tenth member is an identity provider.
pub const IDENTITY_PROVIDERS: usize = 10;
/// Every hundredth is a service provider with an address that nothing is sent to.
pub const BROKEN: usize = 100;
/// So many members stand in a group.
const GROUP: usize = 1000;

/// What the member of this number is called.
#[must_use]
pub fn entity_id(number: usize) -> String {
    format!("https://sede-{number}.example.test/metadata")
}

/// The metadata of so many parties, 4.3 kB each, in groups.
#[must_use]
pub fn metadata(members: usize) -> String {
    let certificate = &keys::agency().base64;
    let mut xml = String::from(
        r#"<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui" xmlns:mdrpi="urn:oasis:names:tc:SAML:metadata:rpi" xmlns:mdattr="urn:oasis:names:tc:SAML:metadata:attribute" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="_federation" validUntil="2099-01-01T00:00:00Z" cacheDuration="PT6H">
"#,
    );
    for number in 0..members {
        if number % GROUP == 0 {
            xml.push_str("<md:EntitiesDescriptor>\n");
        }
        member(&mut xml, number, certificate);
        if number % GROUP == GROUP - 1 || number == members - 1 {
            xml.push_str("</md:EntitiesDescriptor>\n");
        }
    }
    xml.push_str("</md:EntitiesDescriptor>\n");
    xml
}

fn member(xml: &mut String, number: usize, certificate: &str) {
    let (role, scheme) = match number {
        _ if number.is_multiple_of(IDENTITY_PROVIDERS) => ("IDPSSODescriptor", "https"),
        _ if number % BROKEN == 1 => ("SPSSODescriptor", "http"),
        _ => ("SPSSODescriptor", "https"),
    };
    let entity_id = entity_id(number);
    // Writing to a String cannot fail.
    let _ = write!(
        xml,
        r#"<md:EntityDescriptor entityID="{entity_id}">
  <md:Extensions>
    <mdrpi:RegistrationInfo registrationAuthority="https://federation.example.test" registrationInstant="2026-01-01T00:00:00Z">
      <mdrpi:RegistrationPolicy xml:lang="es">https://federation.example.test/politica</mdrpi:RegistrationPolicy>
    </mdrpi:RegistrationInfo>
    <mdattr:EntityAttributes><saml:Attribute Name="http://macedir.org/entity-category" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"><saml:AttributeValue xsi:type="xs:string">http://refeds.org/category/research-and-scholarship</saml:AttributeValue></saml:Attribute></mdattr:EntityAttributes>
  </md:Extensions>
  <md:{role} AuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:Extensions>
      <mdui:UIInfo>
        <mdui:DisplayName xml:lang="es">Sede electrónica número {number}</mdui:DisplayName>
        <mdui:DisplayName xml:lang="en">Electronic office number {number}</mdui:DisplayName>
        <mdui:Description xml:lang="es">Trámites y servicios de la sede electrónica número {number} que se ofrecen a la ciudadanía en nombre del organismo {number}: solicitudes, pagos, certificados, registro, notificaciones y consulta del estado de los expedientes, a cualquier hora y desde cualquier lugar.</mdui:Description>
        <mdui:InformationURL xml:lang="es">https://sede-{number}.example.test/</mdui:InformationURL>
      </mdui:UIInfo>
    </md:Extensions>
    <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:KeyDescriptor use="encryption"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:transient</md:NameIDFormat>
    <md:AssertionConsumerService index="0" isDefault="true" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{scheme}://sede-{number}.example.test/acs"/>
    <md:AssertionConsumerService index="1" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="https://sede-{number}.example.test/artifact"/>
  </md:{role}>
  <md:Organization>
    <md:OrganizationName xml:lang="es">Organismo {number}</md:OrganizationName>
    <md:OrganizationDisplayName xml:lang="es">Organismo {number}</md:OrganizationDisplayName>
    <md:OrganizationURL xml:lang="es">https://organismo-{number}.example.test/</md:OrganizationURL>
  </md:Organization>
</md:EntityDescriptor>
"#
    );
}
