method-pin = PIN por SMS
    .hint = Co teu DNI ou NIE, un dato que figura nel e un PIN que enviamos ao teu móbil

pin-heading = Entra cun PIN
pin-document = DNI ou NIE
    .hint = 8 números e unha letra, ou X, Y ou Z, 7 números e unha letra
pin-document-empty = Escribe o teu DNI ou NIE
pin-document-form = O DNI ou NIE ten que ter 8 números e unha letra, ou X, Y ou Z, 7 números e unha letra. Por exemplo, 12345678Z
pin-document-letter = A letra non corresponde ao número. Compróbaa no teu documento
pin-document-legal = Aquí só poden entrar persoas con DNI ou NIE

pin-datum-heading = Comproba o teu documento
pin-datum-wrong = Os datos non coinciden cos do teu documento
pin-datum-away = Agora non podemos comprobar os teus datos. Non é culpa túa. Proba outra vez dentro duns minutos

pin-obtain-heading = Pide o teu PIN
pin-obtain-what = O PIN serve unha soa vez e vale 10 minutos. Despois de pedilo poderás facer que cho enviemos por SMS ao teléfono que remata en { $tail }.
pin-obtain = Obter PIN
pin-key-why = Elixe agora unha clave para este PIN: pedirémoscha xunto co PIN, e quen vexa o teu SMS non a terá.
pin-key-new = Clave para este PIN, de 4 letras ou números
    .hint = Non ten que ser sempre a mesma
pin-key = A túa clave para este PIN, de 4 letras ou números
    .hint = A que elixiches ao pedir este PIN
pin-key-empty = Escribe a clave
pin-key-form = A clave ten 4 letras sen acento ou números
pin-over = Ese PIN xa non vale: caducou, usouse ou pediches outro. Pide un PIN novo
pin-tries-over = Escribiches mal o PIN 3 veces e xa non vale. Pide un PIN novo

pin-have = Xa teño un PIN
pin-sent-heading = O teu PIN está en camiño
pin-sent-use = Vale ata as { $valid }. Vai ao servizo no que queres entrar, elixe «PIN por SMS» e despois «Xa teño un PIN».

pin-wait-heading = Pide o SMS co teu PIN
pin-wait-what = O teu PIN está listo e vale ata as { $valid }. Poderás pedir que o enviemos ao teléfono que remata en { $tail } a partir das { $next }.
pin-wait-count = Poderás pedir o SMS dentro de { $seconds } segundos
pin-wait-ready = Xa podes pedir o PIN por SMS
pin-send = Enviar o PIN por SMS
pin-early = Aínda non. Poderás pedilo ás { $until }
pin-sms-spent = Pediches demasiados SMS. Poderás pedir outro ás { $until }

pin-code-heading = Escribe o teu PIN
pin-sent = Enviamos un SMS ao teléfono que remata en { $tail }
pin-delivered = O SMS chegou ao teléfono que remata en { $tail }
pin-failed = Non se puido entregar o SMS ao teléfono que remata en { $tail }. Comproba que está acendido e con cobertura
pin-valid = O PIN vale ata as { $valid }.
pin-nobody = Non lle deas este PIN a ninguén. Nunca cho pediremos por teléfono
pin-label = PIN
    .hint = 3 letras ou números. Tanto ten maiúscula ou minúscula
pin-enter = Acceder
pin-empty = Escribe o PIN
pin-form = O PIN ten 3 letras ou números
pin-wrong = O PIN non é correcto. { $tries ->
        [one] Quédache { $tries } intento
       *[other] Quédanche { $tries } intentos
    }
pin-wrong-key = A clave ou o PIN non son correctos. { $tries ->
        [one] Quédache { $tries } intento
       *[other] Quédanche { $tries } intentos
    }
pin-problems = Non me chega o SMS
    .text = Pode tardar uns minutos. Se cambiaches de teléfono, non podemos cambialo aquí: vai a unha oficina de rexistro ou entra con certificado.
pin-again = Pedir outro SMS
pin-again-count = Poderás pedir outro SMS dentro de { $seconds } segundos
pin-again-ready = Xa podes pedir outro SMS
pin-sends-over = Xa enviamos este PIN 3 veces. Poderás pedir un PIN novo ás { $until }
pin-sends-over-text = Xa enviamos este PIN 3 veces. Se non chega, entra doutra forma

pin-sms = PIN para entrar en { $agency }. Vale 10 min. Non llo deas a ninguén: { $code }
pin-own-sms = O teu PIN de acceso. Vale 10 min. Non llo deas a ninguén: { $code }

pin-no-datum = Con este documento non podes pedir un PIN
    .why = Os NIF que comezan por K, L ou M non teñen unha tarxeta coa que comprobar quen es
    .do = Entra con certificado electrónico ou vai a unha oficina de rexistro
pin-datum-spent = Escribiches demasiadas veces datos que non coinciden
    .why = Con cada documento pódese probar 5 veces en 24 horas
    .do = Poderás volver probar a partir das { $until }, como moito dentro de 24 horas, ou elixir outra forma de entrar
pin-unregistered = Aínda non estás rexistrado
    .why = Os datos son os do teu documento, pero con el non hai ninguén rexistrado
    .do = Podes rexistrarte nunha oficina de rexistro, ou entrar con certificado ou DNI electrónico
pin-inactive = Non podemos darche acceso. Chama ou vai a unha oficina
    .why = O teu rexistro non está activo
    .do = Na oficina diranche por que e que podes facer
pin-no-phone = Non temos ningún teléfono teu
    .why = O PIN envíase por SMS, e no teu rexistro non hai un móbil
    .do = Vai a unha oficina de rexistro para darnos o teu móbil, ou elixe outra forma de entrar
pin-blocked = Bloqueamos o teu PIN un anaco
    .why = Escribiuse mal demasiadas veces
    .do = Poderás pedir outro a partir das { $until }, ou elixir outra forma de entrar
pin-held = O teu PIN está bloqueado
    .why = Alguén dixo que non eras ti quen entraba, e desde entón non damos ningún PIN
    .do = Chama ou vai a unha oficina de rexistro para desbloquealo, ou elixe outra forma de entrar
