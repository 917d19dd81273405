// What the hub tells the browser to forbid, word for word, and that the browser does forbid it.

import assert from 'node:assert/strict'
import { citizen, house } from '../house/house.mjs'
import { arrive, choosePassword, comeFromAgency, comeToPassword, sendPassword, told } from '../house/steps.mjs'
import { story } from '../house/story.mjs'

story('the headers of the pages on the way', { scripts: false }, async (visitor) => {
  const { page } = visitor
  await comeFromAgency(visitor)
  const choose = await headersOf(page.reload())
  await choosePassword(visitor)
  const password = await headersOf(page.reload())
  await sendPassword(visitor, citizen('00000000T'))
  await arrive(page, 'Volviendo a Puntos del permiso')
  const returning = await headersOf(page.reload())

  assert.deepEqual(choose, headers("'self'", 'same-origin'))
  assert.deepEqual(password, headers("'self'", 'same-origin'))
  assert.deepEqual(returning, headers(house.agency, 'strict-origin'))
})

story('the cookies of the hub, and no others', {}, async (visitor) => {
  const { page, context } = visitor
  await comeToPassword(visitor)
  await page.getByRole('link', { name: 'Galego' }).click()
  await arrive(page, 'Entra co teu contrasinal')

  const cookies = await context.cookies(house.hub)
  const facts = { domain: 'hub.localhost', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' }
  const known = ({ name, domain, path, secure, httpOnly, sameSite, expires }) => ({
    name, domain, path, secure, httpOnly, sameSite, lasts: expires !== -1,
  })
  assert.deepEqual(cookies.map(known).sort((a, b) => a.name.localeCompare(b.name)), [
    { name: '__Host-b', ...facts, lasts: false },
    { name: '__Host-l', ...facts, lasts: true },
  ])
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0)
})

story('the agency learns who sends the answer, and no path', {}, async (visitor) => {
  await comeToPassword(visitor)
  await sendPassword(visitor, citizen('00000000T'))
  await told(visitor.page)

  const [answer] = visitor.posts('/saml/acs')
  const { origin, referer } = await answer.allHeaders()
  assert.equal(answer.url(), `${house.agency}/saml/acs`)
  assert.deepEqual({ origin, referer }, { origin: house.hub, referer: `${house.hub}/` })
})

story('a request posted from another site brings no cookie, and the page behind it does', {}, async (visitor) => {
  const { page, context, words } = visitor
  const key = async () => (await context.cookies(house.hub)).find(({ name }) => name === '__Host-b')?.value
  const come = async () => {
    await page.goto(`${house.agency}/entrar/formulario?lang=es`)
    await page.getByRole('button', { name: words.continue }).click()
    await arrive(page, words.choose)
    const request = visitor.posts('/saml/sso').at(-1)
    const { cookie, origin, 'sec-fetch-site': site } = await request.allHeaders()
    const shown = visitor.requests.filter((one) => /\/t\/[0-9a-f]{32}$/.test(one.url())).at(-1)
    return { posted: { cookie, origin, site }, shown: (await shown.allHeaders()).cookie }
  }
  const posted = { cookie: undefined, origin: 'null', site: 'cross-site' }

  // The agency's pages send no referrer, so not even their origin is told.
  assert.deepEqual(await come(), { posted, shown: undefined })
  const first = await key()
  assert.deepEqual(await come(), { posted, shown: `__Host-b=${first}` })
  assert.equal(await key(), first, 'the key of the journeys that are under way stays')
})

story('a page with input cannot send its form to another site', {}, async (visitor) => {
  const { page } = visitor
  await comeToPassword(visitor)
  const step = page.url()
  const complaint = page.waitForEvent('console')
  await page.evaluate((elsewhere) => {
    const form = document.querySelector('form')
    form.action = elsewhere
    form.submit()
  }, `${house.agency}/saml/acs`)

  assert.match((await complaint).text(), /form-action 'self'/)
  assert.equal(page.url(), step)
  assert.equal(visitor.posts('/saml/acs').length, 0)
  visitor.forgive(/form-action/)
})

// A frame on another site gets no cookie of ours (400); and the browser asks for a style sheet's icon (404).
story('no page lets itself be framed', { refusals: [403, 404] }, async (visitor) => {
  const { page } = visitor
  await comeFromAgency(visitor)
  const journey = page.url()
  // The style sheet stands for a page that forbids nothing: frames would be its own policy's matter.
  await page.goto(`${house.agency}/estilo.css`)
  const complaint = page.waitForEvent('console', (message) => message.text().includes('frame'))
  await page.evaluate((source) => {
    document.body.append(Object.assign(document.createElement('iframe'), { src: source }))
  }, journey)

  assert.match((await complaint).text(), /frame-ancestors 'none'/)
  assert.equal(await page.frames()[1].getByRole('heading').count(), 0)
  visitor.forgive(/frame-ancestors/)
})

async function headersOf(navigation) {
  const { 'content-length': _, date: __, ...headers } = await (await navigation).allHeaders()
  return headers
}

function headers(formAction, referrer) {
  return {
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
      "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; " +
      `form-action ${formAction}; require-trusted-types-for 'script'`,
    'content-type': 'text/html; charset=utf-8',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy':
      'publickey-credentials-get=(self), publickey-credentials-create=(self), otp-credentials=(self), ' +
      'camera=(), microphone=(), geolocation=()',
    'referrer-policy': referrer,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  }
}
