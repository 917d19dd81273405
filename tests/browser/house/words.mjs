// The words that the stories look for.

/** On the pages of hub and agency, in the two languages in which whole journeys are told. */
export const words = {
  es: {
    enter: 'Entrar con Zaguán',
    enterByForm: 'Entrar con Zaguán por formulario',
    agency: 'Consulta de puntos del permiso de conducir',
    agencyName: 'Puntos del permiso',
    choose: 'Elige cómo entrar',
    password: 'Contraseña',
    passwordHeading: 'Entra con tu contraseña',
    document: 'DNI o NIE',
    continue: 'Continuar',
    cancel: 'Cancelar y volver a Puntos del permiso',
    returning: 'Volviendo a Puntos del permiso',
    error: 'Error: ',
    byPassword: 'Con contraseña (SEGSOC)',
    low: 'Bajo',
    cancelled: 'Has cancelado',
  },
  en: {
    enter: 'Log in with Zaguán',
    enterByForm: 'Log in with Zaguán by form',
    agency: 'Driving licence points',
    agencyName: 'Driving licence points',
    choose: 'Choose how to sign in',
    password: 'Password',
    passwordHeading: 'Sign in with your password',
    document: 'DNI or NIE',
    continue: 'Continue',
    cancel: 'Cancel and go back to Driving licence points',
    returning: 'Going back to Driving licence points',
    error: 'Error: ',
    byPassword: 'With a password (SEGSOC)',
    low: 'Low',
    cancelled: 'You cancelled',
  },
}
