// A form that cannot be accepted comes back with what is wrong, and without the password.

import assert from 'node:assert/strict'
import { citizen } from '../house/house.mjs'
import { inspect } from '../house/inspection.mjs'
import { comeToPassword, sendPassword, told } from '../house/steps.mjs'
import { story } from '../house/story.mjs'

const WRONG = 'El número de documento o la contraseña no son correctos'
const EARLY = /Todavía no puedes volver a probar. Podrás hacerlo a partir de las \d{1,2}:\d\d:\d\d/
/** After the first wrong password, in milliseconds. */
const FIRST_WAIT = 2_000
/** After each of the first three, in milliseconds. */
const WAITS = [FIRST_WAIT, 4_000, 8_000]
const person = () => citizen('87654321X')
const tried = () => citizen('99999999R')
const hasty = () => citizen('00000000T')

story('a wrong password is told, and the right one still counts', { refusals: [422] }, async (visitor) => {
  const { page } = visitor
  await comeToPassword(visitor)

  const answer = page.waitForResponse((one) => one.request().method() === 'POST')
  await sendPassword(visitor, { ...person(), password: 'no-es-esta' })
  const summary = page.getByRole('alert')
  await summary.waitFor()

  assert.equal((await answer).status(), 422)
  assert.doesNotMatch(await (await answer).text(), /no-es-esta/)
  await inspect(page, 'password-wrong', { prefix: 'Error: ' })
  assert.deepEqual(await summary.getByRole('listitem').allTextContents(), [WRONG])
  assert.equal(await described(page, 'Contraseña'), `Error: ${WRONG}`)
  assert.equal(await page.getByLabel('DNI o NIE').inputValue(), person().document)
  assert.equal(await page.getByLabel('Contraseña', { exact: true }).inputValue(), '')

  await page.waitForTimeout(FIRST_WAIT)
  await sendPassword(visitor, person())
  assert.equal((await told(page)).document, person().document)
})

story('who tries again before the time is told when, and enters then', { refusals: [422] }, async (visitor) => {
  const { page } = visitor
  await comeToPassword(visitor)
  await sendPassword(visitor, { ...hasty(), password: 'no-es-esta' })
  await page.getByRole('alert').getByText(WRONG).waitFor()
  await sendPassword(visitor, { ...hasty(), password: 'tampoco-es-esta' })

  const early = page.getByRole('alert').getByText(EARLY)
  await early.waitFor()
  assert.match(await described(page, 'Contraseña'), new RegExp(`^Error: ${EARLY.source}$`))

  await page.waitForTimeout(FIRST_WAIT)
  await sendPassword(visitor, hasty())
  assert.equal((await told(page)).document, hasty().document)
})

story('after three wrong passwords the date on the card is asked as well, and with it one enters', { refusals: [422] }, async (visitor) => {
  const { page } = visitor
  await comeToPassword(visitor)
  const date = page.getByRole('group', { name: '¿Hasta qué fecha es válido tu DNI?' })
  for (const wait of WAITS) {
    assert.equal(await date.count(), 0)
    const answer = page.waitForResponse((one) => one.request().method() === 'POST')
    await sendPassword(visitor, { ...tried(), password: 'no-es-esta' })
    assert.equal((await answer).status(), 422)
    await page.getByRole('alert').getByText(WRONG).waitFor()
    await page.waitForTimeout(wait)
  }

  await date.waitFor()
  await inspect(page, 'password-contrast', { prefix: 'Error: ' })
  const [day, month, year] = tried().contrast_datum.split('-')
  await date.getByLabel('Día').fill(day)
  await date.getByLabel('Mes').fill(month)
  await date.getByLabel('Año').fill(year)
  await sendPassword(visitor, tried())
  assert.equal((await told(page)).document, tried().document)
})

story('the summary of errors takes the focus, and leads to the field', { refusals: [422] }, async (visitor) => {
  const { page } = visitor
  await comeToPassword(visitor)
  await sendPassword(visitor, { document: '12345678A', password: 'da-igual' })

  const summary = page.locator('.govuk-error-summary:focus')
  await summary.getByRole('link', { name: 'La letra no corresponde al número. Compruébala en tu documento' }).click()

  assert.equal(await page.locator(':focus').getAttribute('name'), 'documento')
})

story('without JavaScript the errors stand in the same places', { scripts: false, refusals: [422] }, async (visitor) => {
  const { page } = visitor
  await comeToPassword(visitor)
  await sendPassword(visitor, { document: '', password: '' })

  const summary = page.getByRole('alert')
  await summary.waitFor()
  assert.deepEqual(await summary.getByRole('listitem').allTextContents(), [
    'Escribe tu DNI o NIE',
    'Escribe tu contraseña',
  ])
  await inspect(page, 'password-empty-plain', { prefix: 'Error: ' })
  assert.match(await described(page, 'DNI o NIE'), /^8 números y una letra.* Error: Escribe tu DNI o NIE$/)
  assert.equal(await described(page, 'Contraseña'), 'Error: Escribe tu contraseña')
  await summary.getByRole('link', { name: 'Escribe tu contraseña' }).click()
  assert.match(page.url(), /#clave$/)
})

story('who has no account is told the same as who mistypes', { refusals: [422] }, async (visitor) => {
  const { page } = visitor
  await comeToPassword(visitor)
  await sendPassword(visitor, { document: '55555555K', password: 'no-es-esta' })

  const lines = page.getByRole('alert').getByRole('listitem')
  assert.equal(await lines.textContent(), WRONG)
})

/** What is read out after the field's name: the hint, then the error. */
async function described(page, label) {
  const field = page.getByLabel(label, { exact: true })
  assert.equal(await field.getAttribute('aria-invalid'), 'true')
  return field.evaluate((field) => {
    const ids = field.getAttribute('aria-describedby').split(' ')
    return ids.map((id) => document.getElementById(id).textContent.trim()).join(' ')
  })
}
