// Pages that say no: each with a reference and a time, and each true in its status.

import assert from 'node:assert/strict'
import { deflateRawSync } from 'node:zlib'
import { house } from '../house/house.mjs'
import { inspect } from '../house/inspection.mjs'
import { arrive, comeFromAgency } from '../house/steps.mjs'
import { story } from '../house/story.mjs'

story('a request that nobody signed is refused with a reference', { refusals: [403] }, async ({ page }) => {
  const answer = await page.goto(unsignedRequest())

  assert.equal(answer.status(), 403)
  await arrive(page, 'Un organismo nos ha enviado una petición que no podemos aceptar')
  await inspect(page, 'refusal-untrusted')
  const [reference, at] = await page.getByRole('definition').allTextContents()
  assert.match(reference, /^([2-9A-HJ-NP-Z]{4}-){2}[2-9A-HJ-NP-Z]{4}$/)
  assert.match(at, /^\d{1,2} de [a-z]+ de 20\d\d, \d{1,2}:\d\d \(hora peninsular\)$/)
  await page.getByText('No hemos enviado ningún dato tuyo a ningún organismo.').waitFor()
})

story('what is no request at all is refused', { refusals: [400] }, async ({ page }) => {
  const answer = await page.goto(`${house.hub}/saml/sso?SAMLRequest=nada`)
  assert.equal(answer.status(), 400)
  await inspect(page, 'refusal-malformed')
})

story('an address where nothing is', { refusals: [404] }, async ({ page }) => {
  const answer = await page.goto(`${house.hub}/no-existe`)
  assert.equal(answer.status(), 404)
  await arrive(page, 'No encontramos esta página')
  await inspect(page, 'refusal-not-found')
})

story('a browser that keeps no cookies is told so', { refusals: [400] }, async (visitor) => {
  const { page, context } = visitor
  await comeFromAgency(visitor)
  await context.clearCookies()
  await page.getByRole('button', { name: 'Contraseña', exact: true }).click()
  await arrive(page, 'Tu navegador no acepta cookies')
  await inspect(page, 'refusal-no-cookies')
})

for (const [path, heading] of [
  ['ayuda', 'Ayuda'],
  ['privacidad', 'Privacidad'],
  ['accesibilidad', 'Accesibilidad'],
]) {
  story(`the page of ${path}`, {}, async ({ page }) => {
    await page.goto(`${house.hub}/`)
    await page.getByRole('contentinfo').getByRole('link', { name: heading }).click()
    await arrive(page, heading)
    await inspect(page, path)
  })
}

// As an agency might send it that forgot to sign.
function unsignedRequest() {
  const [agency] = house.demonstration.agencies
  const request =
    '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ' +
    'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_sin-firma" Version="2.0" ' +
    `IssueInstant="${new Date().toISOString()}" Destination="${house.hub}/saml/sso" ` +
    `AssertionConsumerServiceURL="${agency.url}/saml/acs">` +
    `<saml:Issuer>${agency.entity_id}</saml:Issuer></samlp:AuthnRequest>`
  const packed = deflateRawSync(request).toString('base64')
  return `${house.hub}/saml/sso?SAMLRequest=${encodeURIComponent(packed)}`
}
