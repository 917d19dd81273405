// Until when a step is open: said in clock time, warned of, and made longer without losing a letter.

import assert from 'node:assert/strict'
import { citizen, house } from '../house/house.mjs'
import { inspect, picture } from '../house/inspection.mjs'
import { arrive, comeFromAgency, comeToPassword, sendPassword, told } from '../house/steps.mjs'
import { story } from '../house/story.mjs'

// Of the fifteen minutes of a step less than two are left.
const NEARLY_OVER = 13 * 60_000 + 1000

story('two minutes before the end a dialog asks, and what is typed is kept', {}, async (visitor) => {
  const { page, words } = visitor
  const person = citizen('00000000T')
  await page.clock.install()
  await comeToPassword(visitor)
  await page.getByLabel(words.document).fill(person.document)
  const password = page.getByLabel(words.password, { exact: true })
  await password.fill(person.password)
  await page.clock.runFor(NEARLY_OVER - 120_000)
  assert.equal(await page.getByRole('dialog').count(), 0, 'not yet')

  await page.clock.runFor(120_000)
  const dialog = page.getByRole('dialog', { name: '¿Necesitas más tiempo?' })
  await dialog.waitFor()
  assert.equal(await said(page), 'Quedan menos de 2 minutos')
  assert.equal(await page.locator(':focus').textContent(), 'Seguir')
  await inspect(page, 'time-dialog')

  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'hidden' })
  assert.equal(await page.locator(':focus').getAttribute('name'), 'clave', 'the focus is where it was')
  assert.match(await said(page), /^Puedes estar en este paso hasta las \d{1,2}:\d\d\.$/)
  assert.equal(visitor.posts('/tiempo').length, 1)

  // The new end is warned of in its turn; Escape closes the dialog, and asks for nothing.
  await page.clock.runFor(NEARLY_OVER)
  await dialog.waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  assert.equal(await page.locator(':focus').getAttribute('name'), 'clave')
  assert.equal(visitor.posts('/tiempo').length, 1)

  assert.equal(await password.inputValue(), person.password)
  await page.getByRole('button', { name: words.continue }).click()
  assert.equal((await told(page)).document, person.document)
})

story('more time can be had before anybody asks', {}, async (visitor) => {
  const { page, words } = visitor
  await comeToPassword(visitor)
  await page.getByLabel(words.document).fill('00000000T')
  const answer = page.waitForResponse((one) => one.url().endsWith('/tiempo'))
  await page.getByRole('button', { name: 'Necesito más tiempo' }).click()

  assert.equal((await answer).status(), 303)
  await page.locator('.app-limit__until:focus').waitFor()
  assert.equal(await page.getByLabel(words.document).inputValue(), '00000000T')
})

story('without JavaScript more time is a button that leads to the same step', { scripts: false }, async (visitor) => {
  const { page } = visitor
  await comeToPassword(visitor)
  const step = page.url()
  assert.match(await page.locator('main').textContent(), /Puedes estar en este paso hasta las \d{1,2}:\d\d\./)
  assert.equal(await page.locator('dialog').isVisible(), false)
  await page.getByRole('button', { name: 'Necesito más tiempo' }).click()
  await arrive(page, 'Entra con tu contraseña')

  assert.equal(page.url(), step)
  assert.equal(visitor.posts('/tiempo').length, 1)
  await sendPassword(visitor, citizen('00000000T'))
  await page.locator('button[value="enviar"]').or(page.locator('[data-auto-continue]')).first().waitFor()
})

story('whatever is said instead of more time is shown', { refusals: [400] }, async (visitor) => {
  const { page, context } = visitor
  await comeFromAgency(visitor)
  await context.clearCookies()
  await page.getByRole('button', { name: 'Necesito más tiempo' }).click()
  await arrive(page, 'Tu navegador no acepta cookies')
})

story('without a connection nothing is lost, and the person is told', {}, async (visitor) => {
  const { page, context, words } = visitor
  await comeToPassword(visitor)
  await page.getByLabel(words.document).fill('00000000T')
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Necesito más tiempo' }).click()
  await page.getByText('No hemos podido alargar el tiempo.').waitFor({ state: 'attached' })
  await context.setOffline(false)

  assert.equal(await page.getByLabel(words.document).inputValue(), '00000000T')
  visitor.forgive(/ERR_INTERNET_DISCONNECTED/)
})

story('from a hub that has no room just now nothing is lost, and the person is told', { refusals: [503] }, async (visitor) => {
  const { page, words } = visitor
  await comeToPassword(visitor)
  const step = page.url()
  await page.getByLabel(words.document).fill('00000000T')
  await page.route('**/tiempo', (route) => route.fulfill({ status: 503, body: '' }))
  await page.getByRole('button', { name: 'Necesito más tiempo' }).click()
  await page.getByText('No hemos podido alargar el tiempo.').waitFor({ state: 'attached' })

  assert.equal(page.url(), step)
  assert.equal(await page.getByLabel(words.document).inputValue(), '00000000T')
})

story('when no more can be had, the dialog says so and has nothing to ask', {}, async ({ page }) => {
  await page.clock.install()
  await page.goto(`${house.hub}/muestras/login-last`)
  assert.match(await page.locator('.app-limit__until').textContent(), /No se puede alargar más\./)
  await page.clock.runFor(NEARLY_OVER)

  const dialog = page.getByRole('dialog', { name: 'Se acaba el tiempo' })
  await dialog.waitFor()
  await inspect(page, 'time-dialog-last')
  await dialog.getByRole('button', { name: 'Entendido' }).click()
  await dialog.waitFor({ state: 'hidden' })
})

story('with forced colours the dialog has an edge', { forcedColors: 'active' }, async ({ page }) => {
  await page.clock.install()
  await page.goto(`${house.hub}/muestras/login`)
  await page.clock.runFor(NEARLY_OVER)
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  const style = await dialog.evaluate((element) => {
    const { borderTopWidth, borderTopStyle, borderTopColor, backgroundColor } = getComputedStyle(element)
    return { borderTopWidth, borderTopStyle, seen: borderTopColor !== backgroundColor }
  })
  assert.deepEqual(style, { borderTopWidth: '4px', borderTopStyle: 'solid', seen: true })
  await picture(page, 'time-dialog-forced-colours')
})

function said(page) {
  return page.locator('#limit-status').textContent()
}
