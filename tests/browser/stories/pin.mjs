// A PIN by SMS: document, contrast datum, the minute, and key and PIN, with a script that seals them and without.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { citizen, house } from '../house/house.mjs'
import { inspect } from '../house/inspection.mjs'
import { arrive, comeFromAgency, letGoOut, told } from '../house/steps.mjs'
import { story } from '../house/story.mjs'

const KEY = 'ab1z'

story('where more is asked a key is chosen, and with a script neither key nor PIN leaves the browser', {}, async (visitor) => {
  const { page } = visitor
  const person = citizen('87654321X')
  await comeToObtain(visitor, person, house.agencies.hacienda)
  await inspect(page, 'pin-obtain-key')
  await page.getByLabel('Clave para este PIN, de 4 letras o números').fill(KEY)
  await page.getByRole('button', { name: 'Obtener PIN' }).click()

  await arrive(page, 'Pide el SMS con tu PIN')
  const send = page.getByRole('button', { name: 'Enviar el PIN por SMS' })
  assert.equal(await send.isVisible(), false)
  assert.match(await page.locator('.app-wait__count').textContent(), /^Podrás pedir el SMS dentro de [1-6] segundos$/)
  assert.equal(await spoken(page), '', 'a count is not read out')
  await inspect(page, 'pin-wait')
  await send.waitFor()
  assert.equal(await spoken(page), 'Ya puedes pedir el PIN por SMS')
  assert.equal(await page.locator('.app-wait__count').isVisible(), false)
  await send.click()

  await arrive(page, 'Escribe tu PIN')
  await inspect(page, 'pin-code')
  const pin = await received(person)
  await page.getByLabel('Tu clave para este PIN, de 4 letras o números').fill(KEY)
  await page.getByLabel('PIN', { exact: true }).fill(pin.toUpperCase())
  await page.getByRole('button', { name: 'Acceder' }).click()
  const { document, level } = await told(page)
  assert.deepEqual([document, level], [person.document, visitor.words.substantial])

  const posted = visitor.posts('/pin').map((one) => new URLSearchParams(one.postData()))
  const typed = posted.flatMap((form) => [form.get('clave'), form.get('pin')]).filter(Boolean)
  assert.deepEqual(typed, [], 'neither was sent as it was typed')
  const sealed = posted.filter((form) => /^[0-9a-f]{64}$/.test(form.get('clave-sellada') ?? form.get('codigo-de-acceso') ?? ''))
  assert.equal(sealed.length, 2)
})

story('a key that is none is told so, and not sent', { refusals: [422] }, async (visitor) => {
  const { page } = visitor
  await comeToObtain(visitor, citizen('87654321X'), house.agencies.hacienda)
  await page.getByLabel('Clave para este PIN, de 4 letras o números').fill('ab1')
  await page.getByRole('button', { name: 'Obtener PIN' }).click()
  await page.getByRole('alert').waitFor()
  assert.match(await page.getByRole('alert').textContent(), /La clave tiene 4 letras sin acento o números/)
  const last = new URLSearchParams(visitor.posts('/pin').at(-1).postData())
  assert.deepEqual([last.get('clave'), last.get('clave-sellada')], ['', '-'])
  await inspect(page, 'pin-key-form', { prefix: 'Error: ' })
})

story('without JavaScript the button is there from the start, and the server says when', { scripts: false, refusals: [422] }, async (visitor) => {
  const { page } = visitor
  const person = citizen('00000000T')
  await comeToObtain(visitor, person, house.agency)
  await page.getByRole('button', { name: 'Obtener PIN' }).click()
  await arrive(page, 'Pide el SMS con tu PIN')
  await page.getByRole('button', { name: 'Enviar el PIN por SMS' }).click()
  await page.getByRole('alert').waitFor()
  assert.match(await page.getByRole('alert').textContent(), /Todavía no\. Podrás pedirlo a las \d{1,2}:\d\d:\d\d/)
  await inspect(page, 'pin-early', { prefix: 'Error: ' })
  await sleep(5_500)
  await page.getByRole('button', { name: 'Enviar el PIN por SMS' }).click()
  await arrive(page, 'Escribe tu PIN')
  assert.match(await page.locator('main').textContent(), /(Hemos enviado un SMS|El SMS ha llegado) al teléfono que termina en 001/)
  await page.getByLabel('PIN', { exact: true }).fill(await received(person))
  await page.getByRole('button', { name: 'Acceder' }).click()
  await letGoOut(page)
  // Without a script the person presses.
  await page.getByRole('button', { name: 'Continuar', exact: true }).click()
  assert.equal((await told(page)).document, person.document)
})

/** Agency → the button «Obtener PIN». */
async function comeToObtain(visitor, person, agency) {
  const { page, words } = visitor
  await comeFromAgency(visitor, page, agency)
  await page.getByRole('button', { name: 'PIN por SMS', exact: true }).click()
  await arrive(page, 'Entra con un PIN')
  await page.getByLabel(words.document).fill(person.document)
  await page.getByRole('button', { name: words.continue }).click()
  await arrive(page, 'Comprueba tu documento')
  for (const [n, label] of ['Día', 'Mes', 'Año'].entries()) {
    await page.getByLabel(label, { exact: true }).fill(person.contrast_datum.split('-')[n])
  }
  await page.getByRole('button', { name: words.continue }).click()
  await arrive(page, 'Pide tu PIN')
}

/** The last code that came to somebody's phone. */
async function received({ phone }) {
  for (let tries = 0; tries < 50; tries += 1) {
    const lines = (await readFile(house.demonstration.outbox, 'utf8')).split('\n').filter(Boolean)
    const last = lines.map((line) => JSON.parse(line)).findLast((one) => one.to === phone)
    if (last) return last.code
    await sleep(100)
  }
  throw new Error(`nothing came to ${phone}`)
}

const spoken = (page) => page.locator('.app-wait [role=status]').textContent()
