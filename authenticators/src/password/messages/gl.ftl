method-password = Contrasinal
    .hint = Co teu DNI ou NIE e o teu contrasinal de Cl@ve Permanente
    .rest = Xa demostraches que sabes o teu contrasinal. Só falta un código que enviamos ao teu móbil

password-heading = Entra co teu contrasinal
password-document = DNI ou NIE
    .hint = 8 números e unha letra, ou X, Y ou Z, 7 números e unha letra
password-label = Contrasinal
password-contrast = O contrasinal deste documento escribiuse mal varias veces. Para que ninguén o poida bloquear, escribe tamén un dato que pon no teu documento.

password-document-empty = Escribe o teu DNI ou NIE
password-document-form = O DNI ou NIE ten que ter 8 números e unha letra, ou X, Y ou Z, 7 números e unha letra. Por exemplo, 12345678Z
password-document-letter = A letra non corresponde ao número. Compróbaa no teu documento
password-document-legal = Aquí só poden entrar persoas con DNI ou NIE
password-empty = Escribe o teu contrasinal
password-long = O contrasinal non pode ter máis de 128 caracteres
password-wrong = O número de documento ou o contrasinal non son correctos
password-wrong-contrast = O número de documento, o contrasinal ou o que pon no teu documento non son correctos
password-early = Aínda non podes probar outra vez. Poderás facelo a partir das { $until }
password-away = Agora non podemos comprobar os teus datos. Proba outra vez dentro duns minutos

password-expired = O teu contrasinal caducou
    .why = O contrasinal é correcto, pero hai demasiado tempo que non o cambias
    .do = Elixe outra forma de entrar

password-code-heading = Escribe o código que che enviamos
password-code-sent = Enviamos un SMS cun código ao teléfono que remata en { $phone }. Pode tardar un pouco en chegar.
password-code-until = O código vale ata as { $until }, unha soa vez e só nesta páxina.
password-code-label = Código do SMS
    .hint = 8 números
password-code-secret = Non lle deas este código a ninguén. Nunca cho pediremos por teléfono.
password-code-trouble = Non che chega o SMS?
    .slow = Agarda un minuto e pide outro. O código que xa teñas segue valendo.
    .phone = Se cambiaches de teléfono, tes que dicilo nunha oficina, ou elixir outra forma de entrar.
password-code-resend = Enviar outro SMS
password-code-again = Enviámosche outro SMS co mesmo código.
password-code-failed = A compañía telefónica dinos que o último SMS non chegou.
password-code-fixed = Este contorno non envía SMS. O código é { $code }.
password-code-empty = Escribe o código do SMS
password-code-form = O código ten 8 números
password-code-wrong = O código non é correcto. { $left ->
        [one] Quédache { $left } intento
       *[other] Quédanche { $left } intentos
    }
password-code-early = Aínda non che podemos enviar outro SMS. Podes pedilo a partir das { $until }
password-code-budget = Pediches demasiados códigos. Poderás pedir outro ás { $until }
password-code-no-more = Xa che enviamos todos os SMS deste intento. Escribe o código, ou empeza de novo
password-no-phone = Non temos o teu número de teléfono
    .why = Este servizo pide, ademais do contrasinal, un código por SMS, e non sabemos onde enviarcho
    .do = Elixe outra forma de entrar, ou vai a unha oficina para darnos o teu teléfono
password-code-over = Este código xa non vale
    .why = Pasou o seu tempo, ou escribiuse mal demasiadas veces
    .do = Empeza de novo: enviarémosche outro
password-code-left = Hai que empezar de novo
    .why = Desde que escribiches o contrasinal, a túa sesión pechouse, ou entraches outra vez noutra lapela
    .do = Empeza de novo: pedirémosche o contrasinal outra vez
password-code-too-many = Pediches demasiados códigos
    .why = Enviamos poucos SMS a cada teléfono, para que ninguén te poida molestar con eles. Poderás pedir outro ás { $until }
    .do = Agarda ata entón, ou elixe outra forma de entrar
password-sms = O teu código para entrar en { $agency } é { $code }. Non llo deas a ninguén. Vale 10 minutos.
