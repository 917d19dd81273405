// Certificates and cards in Chromium's own store, shown in its own handshake.

import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import test from 'node:test'
import { bench, choose } from '../house/cards.mjs'
import { firefoxWith } from '../house/firefox.mjs'
import { citizen, house } from '../house/house.mjs'
import { inspect } from '../house/inspection.mjs'
import { arrive, ask, told } from '../house/steps.mjs'
import { story } from '../house/story.mjs'

const BEFORE = 'Entra con tu certificado o tu DNI'
const NONE = 'No hemos recibido ningún certificado'

story('with the certificate alone a person enters at the agency that takes nothing else', { cards: ['fnmt-person'] }, async (visitor) => {
  const { page } = visitor
  await comeToCertificate(visitor)
  await inspect(page, 'certificate-before')
  await show(page)
  const { name, document, how, level } = await told(page)
  const person = citizen('12345678Z')
  assert.deepEqual([document, level, how], ['12345678Z', 'Sustancial', 'Con certificado o DNI electrónico (AFIRMA)'])
  assert.equal(name, person.fullName.toUpperCase())
})

story('with an eID card the level is high', { cards: ['dnie-authentication'] }, async (visitor) => {
  await comeToCertificate(visitor)
  await show(visitor.page)
  assert.equal((await told(visitor.page)).level, 'Alto')
})

story('without JavaScript nothing is different', { cards: ['fnmt-person'], scripts: false }, async (visitor) => {
  const { page } = visitor
  await comeToCertificate(visitor)
  await show(page)
  // Nothing leaves a page by itself then.
  const go = page.locator('form:has(input[name="SAMLResponse"]) button')
  await page.locator('button[value="enviar"]').or(go).first().waitFor()
  if (await page.locator('button[value="enviar"]').isVisible()) await page.locator('button[value="enviar"]').click()
  await go.click()
  await page.locator('#documento').waitFor()
  assert.equal(await page.locator('#documento').textContent(), '12345678Z')
})

story('whoever has none reads so, and may try again', { cards: [] }, async (visitor) => {
  const { page } = visitor
  await comeToCertificate(visitor)
  const first = await show(page)
  await arrive(page, NONE)
  await inspect(page, 'certificate-none')
  const second = await show(page, 'Probar otra vez')
  await arrive(page, NONE)
  assert.notEqual(first, second, 'each try has a host of its own')
})

// Chromium keeps them to itself; Firefox and other programs show them.
for (const card of ['unknown-issuer', 'expired', 'dnie-signature']) {
  story(`a certificate that nobody could take is not even offered: ${card}`, { cards: [card] }, async (visitor) => {
    await comeToCertificate(visitor)
    await show(visitor.page)
    await arrive(visitor.page, NONE)
  })
}

for (const [card, heading] of [
  ['revoked', /^Tu certificado está anulado$/],
  ['ocsp-dead', /^Ahora no podemos comprobar tu certificado$/],
  ['documents-disagree', /^Los datos de este certificado no coinciden entre sí$/],
  ['pseudonym', /^Este certificado no dice tu nombre$/],
]) {
  story(`a page says what is wrong with a card: ${card}`, { cards: [card] }, async (visitor) => {
    const { page } = visitor
    await comeToCertificate(visitor)
    await show(page)
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
    await inspect(page, `certificate-${card}`)
    assert.equal(await page.getByRole('button', { name: 'Probar otra vez' }).count(), 1)
    assert.doesNotMatch(page.url(), /codigo=/, 'no code is left in the address')
  })
}

story('who acts for a company is told so where that is not accepted', { cards: ['representative'] }, async (visitor) => {
  const { page } = visitor
  await comeToCertificate(visitor, house.agencies.trafico)
  await show(page)
  const { cards } = await bench()
  const { company } = cards.find((one) => one.name === 'representative')
  await arrive(page, `Este certificado es de ${company.name}`)
  await inspect(page, 'certificate-representative')
})

// A browser keeps its choice for a host as long as it runs: that each try has a host of its own is what makes it ask anew.
story('whoever showed the wrong one tries again with another', { cards: ['revoked', 'nie'], longest: 120_000 }, async (visitor) => {
  const { page } = visitor
  await choose(await commonName('revoked'))
  await hear(visitor, await commonName('revoked'))
  await comeToCertificate(visitor)
  await show(page)
  await page.getByRole('heading', { level: 1, name: 'Tu certificado está anulado' }).waitFor()
  await choose(await commonName('nie'))
  await hear(visitor, await commonName('nie'))
  await show(page, 'Probar otra vez')
  assert.equal((await told(page)).document, 'X1234567L')
})

/** How a card calls its holder. */
async function commonName(card) {
  const { cards } = await bench()
  const { certificate } = cards.find((one) => one.name === card)
  const pem = await readFile(path.join(house.demonstration.cards, certificate), 'utf8')
  return new X509Certificate(pem).subject.split('\n').find((line) => line.startsWith('CN=')).slice(3)
}

/** Waits until the browser has heard of a choice: it reads the folder when that has been still for some seconds. */
async function hear({ context }, subject) {
  const page = await context.newPage()
  await page.goto('chrome://policy')
  for (let tries = 0; tries < 20; tries += 1) {
    await page.locator('#reload-policies').click()
    const heard = page.getByText(subject).first()
    if (await heard.waitFor({ timeout: 4000 }).then(() => true, () => false)) break
  }
  await page.close()
}

/** Agency → the page with the button. */
async function comeToCertificate(visitor, agency = house.agencies.certificado) {
  const { page } = visitor
  await ask(visitor, agency)
  const button = page.getByRole('button', { name: 'Certificado o DNI electrónico', exact: true })
  await button.click()
  await arrive(page, BEFORE)
}

/** Presses the button: the host at which the certificate was asked for. */
async function show(page, button = 'Elegir certificado') {
  const asked = page.waitForRequest((one) => new URL(one.url()).host.endsWith(house.demonstration.certificate_host))
  await page.getByRole('button', { name: button, exact: true }).click()
  return new URL((await asked).url()).host
}

test('Firefox shows a certificate of its own store, and its holder enters', { timeout: 90_000 }, async () => {
  const firefox = await firefoxWith('fnmt-person')
  try {
    await firefox.begin()
    await firefox.go(`${house.agencies.certificado}/?lang=es`)
    await firefox.press('a[href*="entrar"]')
    await firefox.press('form[action$="/elegir"] button')
    await firefox.press('form[action$="/certificado"] button')
    // She may have seen what goes out before, and somebody may have failed in her name since.
    const onward = ['button[value="enviar"]', 'form:has(input[name="SAMLResponse"]) button:not([data-auto-continue])']
    assert.equal(await firefox.text('#documento', onward), '12345678Z')
  } finally {
    await firefox.close()
  }
})
