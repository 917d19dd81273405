// Ways other than straight on: cancelling, Back, two tabs, a press too many.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { citizen, house } from '../house/house.mjs'
import { inspect } from '../house/inspection.mjs'
import { arrive, choosePassword, comeFromAgency, comeToPassword, sendPassword, told } from '../house/steps.mjs'
import { story, visit } from '../house/story.mjs'

const run = promisify(execFile)

for (const language of ['es', 'en']) {
  story(`cancelling leads back to the agency, in ${language}`, { language }, async (visitor) => {
    const { page, words } = visitor
    await comeToPassword(visitor)
    await page.getByRole('button', { name: words.cancel }).click()

    await page.getByRole('heading', { name: words.cancelled }).waitFor()
    await inspect(page, `agency-cancelled-${language}`, { language })
    assert.equal(await page.locator('#nombre').count(), 0)
  })
}

story('Back after the end gives nothing twice', { refusals: [400, 410] }, async (visitor) => {
  const { page, words } = visitor
  await comeToPassword(visitor)
  await sendPassword(visitor, citizen('00000000T'))
  const before = await told(page)

  // The page of the return submitted itself before it had loaded, so Back skips it. On a slow machine it may have
  // loaded: then it submits itself again, and the agency takes nothing twice.
  await page.goBack()
  const over = page.getByRole('heading', { level: 1, name: 'Esta operación ya ha terminado', exact: true })
  const twice = page.getByRole('heading', { level: 1, name: 'No hemos podido comprobar quién eres', exact: true })
  await over.or(twice).first().waitFor()
  if (await twice.isVisible()) {
    await page.getByText('the response answers no request of this browser').waitFor()
    return
  }
  await inspect(page, 'refusal-finished')
  assert.equal(await page.getByRole('textbox').count(), 0)
  assert.equal(visitor.posts('/saml/acs').length, 1)

  await page.getByRole('button', { name: 'Volver a Puntos del permiso' }).click()
  await arrive(page, words.agency)
  assert.deepEqual(await told(page), before)
})

story('the link of a journey opens nothing in another browser', {}, async (visitor) => {
  await comeToPassword(visitor)
  const stranger = await visit({ refusals: [403] })
  try {
    await comeFromAgency(stranger)
    const answer = await stranger.page.goto(visitor.page.url())
    assert.equal(answer.status(), 403)
    await arrive(stranger.page, 'No puedes empezar desde esta página')
    await inspect(stranger.page, 'refusal-mid-journey')
    assert.deepEqual(stranger.problems(), [])
  } finally {
    await stranger.context.close()
  }

  await sendPassword(visitor, citizen('00000000T'))
  assert.equal((await told(visitor.page)).document, '00000000T')
})

story('two journeys in two tabs do not mix', {}, async (visitor) => {
  const { page: first } = visitor
  const second = await visitor.context.newPage()
  await comeToPassword(visitor, first)
  await comeToPassword(visitor, second)

  await sendPassword(visitor, citizen('87654321X'), second)
  assert.equal((await told(second)).document, '87654321X')
  await sendPassword(visitor, citizen('00000000T'), first)
  await arrive(first, '¿Cambiamos de persona en este navegador?')
  await first.locator('button[value="cambiar"]').click()
  assert.equal((await told(first)).document, '00000000T')
})

story('one journey in two tabs goes on in both from where it stands', { refusals: [409] }, async (visitor) => {
  const { page: first, words } = visitor
  await comeFromAgency(visitor)
  const second = await visitor.context.newPage()
  await second.goto(first.url())
  await arrive(second, words.choose)
  await choosePassword(visitor, first)

  await second.getByRole('button', { name: words.password, exact: true }).click()
  await arrive(second, 'Este paso ya está hecho')
  await second.getByRole('button', { name: 'Ir al paso actual' }).click()
  await arrive(second, words.passwordHeading)
  await sendPassword(visitor, citizen('00000000T'), second)
  assert.equal((await told(second)).document, '00000000T')
})

story('Back to a step that is done leads on to the next', { refusals: [409] }, async (visitor) => {
  const { page, words } = visitor
  await comeToPassword(visitor)
  await page.goBack()
  // The address of the journey leads to where it stands.
  await arrive(page, words.passwordHeading)
  await sendPassword(visitor, citizen('00000000T'))
  assert.equal((await told(page)).document, '00000000T')
})

story('a journey that ran out of time leads back, and the agency is told', { refusals: [410] }, async (visitor) => {
  const { page, words } = visitor
  await comeToPassword(visitor)
  await letPass(new URL(page.url()).pathname.split('/')[2], '16 minutes')
  await sendPassword(visitor, citizen('00000000T'))
  await arrive(page, 'Ha pasado demasiado tiempo')
  assert.equal(await page.locator('.app-limit').count(), 0)
  await inspect(page, 'refusal-timeout')

  await page.getByRole('button', { name: 'Volver a Puntos del permiso' }).click()
  await page.getByRole('heading', { name: words.outOfTime }).waitFor()
  assert.equal(await page.locator('#nombre').count(), 0)
})

// As if the journey had been left alone for as long as that.
async function letPass(journey, time) {
  assert.match(journey, /^[0-9a-f]{32}$/)
  const later = `UPDATE hub.journey SET touched_at = touched_at - interval '${time}' WHERE id = '\\x${journey}'`
  const { stdout } = await run('psql', ['-X', '-v', 'ON_ERROR_STOP=1', house.demonstration.database, '-c', later])
  assert.match(stdout, /^UPDATE 1$/m)
}

story('a button that is pressed twice sends once', {}, async (visitor) => {
  const { page, words } = visitor
  await comeToPassword(visitor)
  await page.getByLabel(words.document).fill('00000000T')
  await page.getByLabel(words.password, { exact: true }).fill(citizen('00000000T').password)
  await page.getByRole('button', { name: words.continue }).dblclick()

  assert.equal((await told(page)).document, '00000000T')
  assert.equal(visitor.posts('/clave').length, 1)
})

story('who leaves and comes again starts a new journey', {}, async (visitor) => {
  const { page } = visitor
  await comeFromAgency(visitor)
  const left = page.url()
  await comeFromAgency(visitor)
  assert.notEqual(page.url(), left)
  await page.goto(left)
  await arrive(page, 'Elige cómo entrar')
  assert.equal(new URL(page.url()).origin, house.hub)
})
