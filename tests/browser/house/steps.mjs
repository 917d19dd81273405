// The steps that most stories share.

import { house } from './house.mjs'

/** Waits until the page with this heading is there. */
export async function arrive(page, heading) {
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
}

/** Agency → wherever its request leads. */
export async function ask(visitor, agency = house.agency, page = visitor.page) {
  const { words, language } = visitor
  await page.goto(`${agency}/?lang=${language}`)
  await page.getByRole('link', { name: words.enter, exact: true }).click()
}

/** Agency → the hub's first page. */
export async function comeFromAgency(visitor, page = visitor.page, agency = house.agency) {
  await ask(visitor, agency, page)
  await arrive(page, visitor.words.choose)
}

/** Whatever the hub shows when it declines → the agency, and what it says there: in words, and in codes. */
export async function sentBack(page) {
  // Of what is missing the hub tells the person first.
  const back = page.locator('form[action$="/cancelar"] button')
  await back.or(page.locator('#aviso')).first().waitFor()
  if (await back.isVisible()) await back.click()
  const notice = page.locator('#aviso')
  return { heading: await notice.locator('h2').textContent(), codes: await notice.locator('code').textContent() }
}

/** The hub's first page → the page of the password. */
export async function choosePassword(visitor, page = visitor.page) {
  const { words } = visitor
  await page.getByRole('button', { name: words.password, exact: true }).click()
  await arrive(page, words.passwordHeading)
}

/** Agency → the page of the password. */
export async function comeToPassword(visitor, page = visitor.page) {
  await comeFromAgency(visitor, page)
  await choosePassword(visitor, page)
}

/** Fills in the page of the password and sends it. */
export async function sendPassword(visitor, { document, password }, page = visitor.page) {
  const { words } = visitor
  await page.getByLabel(words.document).fill(document)
  await page.getByLabel(words.password, { exact: true }).fill(password)
  await page.getByRole('button', { name: words.continue }).click()
}

/** Lets go out what is shown before the first answer to an agency; afterwards there is no such page. */
export async function letGoOut(page, look = () => {}) {
  const send = page.locator('button[value="enviar"]')
  // After tries that failed nobody presses for the person.
  const go = page.locator('form:has(input[name="SAMLResponse"]) button:not([data-auto-continue])')
  const back = page.locator('[data-auto-continue]').or(page.locator('#nombre'))
  await send.or(go).or(back).first().waitFor()
  if (await send.isVisible()) {
    await look(page)
    await send.click()
    await go.or(back).first().waitFor()
  }
  if (await go.isVisible()) await go.click()
}

/** What the agency says of the person, once they are back there: who, how, and at which level. */
export async function told(page) {
  await letGoOut(page)
  const text = (id) => page.locator(`#${id}`).textContent()
  return {
    name: await text('nombre'),
    document: await text('documento'),
    how: await text('medio'),
    level: await text('nivel'),
  }
}
