method-sample = Contrasinal
    .hint = Co teu DNI ou NIE e o teu contrasinal.
    .rest = Só che falta o código que che enviamos ao móbil.
method-another = Certificado ou DNI electrónico
    .hint = Cun certificado instalado neste equipo, ou o teu DNI nun lector.
method-third = PIN dun só uso
    .hint = Cun código que che enviamos ao móbil.
method-fourth = Identificación doutro país da UE
    .hint = Coa identificación do teu país.
refused-sample = Bloqueamos o teu contrasinal
    .why = Escribiuse mal demasiadas veces.
    .do = Podes probar outra vez ás { $until }, ou elixir outra forma de entrar.
login-heading = Entra co teu contrasinal
login-document = DNI ou NIE
    .hint = 8 números e unha letra, ou X, Y ou Z, 7 números e unha letra
login-document-letter = A letra non corresponde ao número. Compróbaa no teu documento
login-password = Contrasinal
login-tries =
    { $tries ->
        [one] Quédache { $tries } intento
       *[other] Quédanche { $tries } intentos
    }
login-warning = Non lle digas o teu contrasinal a ninguén.
login-forgotten = Esquecín o meu contrasinal
    .how = Podes elixir outra forma de entrar.
samples-heading = Mostras das páxinas
    .what = Cada páxina deste servizo, con datos inventados.
sample-contrast = O que pon no teu documento
