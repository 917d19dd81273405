method-password = Contrasinal
    .hint = Co teu DNI ou NIE e o teu contrasinal de Cl@ve Permanente

password-heading = Entra co teu contrasinal
password-document = DNI ou NIE
    .hint = 8 números e unha letra, ou X, Y ou Z, 7 números e unha letra
password-label = Contrasinal

password-document-empty = Escribe o teu DNI ou NIE
password-document-form = O DNI ou NIE ten que ter 8 números e unha letra, ou X, Y ou Z, 7 números e unha letra. Por exemplo, 12345678Z
password-document-letter = A letra non corresponde ao número. Compróbaa no teu documento
password-document-legal = Aquí só poden entrar persoas con DNI ou NIE
password-empty = Escribe o teu contrasinal
password-long = O contrasinal non pode ter máis de 128 caracteres
password-wrong = O número de documento ou o contrasinal non son correctos
password-early = Aínda non podes probar outra vez. Poderás facelo a partir das { $until }

password-expired = O teu contrasinal caducou
    .why = O contrasinal é correcto, pero hai demasiado tempo que non o cambias
    .do = Elixe outra forma de entrar
