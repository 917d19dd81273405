method-pin = PIN por SMS
    .hint = Con tu DNI o NIE, un dato que está en él y un PIN que enviamos a tu móvil

pin-heading = Entra con un PIN
pin-document = DNI o NIE
    .hint = 8 números y una letra, o X, Y o Z, 7 números y una letra
pin-document-empty = Escribe tu DNI o NIE
pin-document-form = El DNI o NIE tiene que tener 8 números y una letra, o X, Y o Z, 7 números y una letra. Por ejemplo, 12345678Z
pin-document-letter = La letra no corresponde al número. Compruébala en tu documento
pin-document-legal = Aquí solo pueden entrar personas con DNI o NIE

pin-datum-heading = Comprueba tu documento
pin-datum-wrong = Los datos no coinciden con los de tu documento
pin-datum-away = Ahora no podemos comprobar tus datos. No es culpa tuya. Prueba otra vez dentro de unos minutos

pin-obtain-heading = Pide tu PIN
pin-obtain-what = El PIN sirve una sola vez y vale 10 minutos. Después de pedirlo podrás hacer que te lo enviemos por SMS al teléfono que termina en { $tail }.
pin-obtain = Obtener PIN
pin-key-why = Elige ahora una clave para este PIN: te la pediremos junto con el PIN, y quien vea tu SMS no la tendrá.
pin-key-new = Clave para este PIN, de 4 letras o números
    .hint = No tiene que ser siempre la misma
pin-key = Tu clave para este PIN, de 4 letras o números
    .hint = La que has elegido al pedir este PIN
pin-key-empty = Escribe la clave
pin-key-form = La clave tiene 4 letras sin acento o números
pin-over = Ese PIN ya no vale: ha caducado, se ha usado o has pedido otro. Pide un PIN nuevo
pin-tries-over = Has escrito mal el PIN 3 veces y ya no vale. Pide un PIN nuevo

pin-have = Ya tengo un PIN
pin-sent-heading = Tu PIN está en camino
pin-sent-use = Vale hasta las { $valid }. Ve al servicio en el que quieres entrar, elige «PIN por SMS» y después «Ya tengo un PIN».

pin-wait-heading = Pide el SMS con tu PIN
pin-wait-what = Tu PIN está listo y vale hasta las { $valid }. Podrás pedir que lo enviemos al teléfono que termina en { $tail } a partir de las { $next }.
pin-wait-count = Podrás pedir el SMS dentro de { $seconds } segundos
pin-wait-ready = Ya puedes pedir el PIN por SMS
pin-send = Enviar el PIN por SMS
pin-early = Todavía no. Podrás pedirlo a las { $until }
pin-sms-spent = Has pedido demasiados SMS. Podrás pedir otro a las { $until }

pin-code-heading = Escribe tu PIN
pin-sent = Hemos enviado un SMS al teléfono que termina en { $tail }
pin-delivered = El SMS ha llegado al teléfono que termina en { $tail }
pin-failed = No se ha podido entregar el SMS al teléfono que termina en { $tail }. Comprueba que está encendido y con cobertura
pin-valid = El PIN vale hasta las { $valid }.
pin-nobody = No des este PIN a nadie. Nunca te lo pediremos por teléfono
pin-label = PIN
    .hint = 3 letras o números. Da igual mayúscula o minúscula
pin-enter = Acceder
pin-empty = Escribe el PIN
pin-form = El PIN tiene 3 letras o números
pin-wrong = El PIN no es correcto. { $tries ->
        [one] Te queda { $tries } intento
       *[other] Te quedan { $tries } intentos
    }
pin-wrong-key = La clave o el PIN no son correctos. { $tries ->
        [one] Te queda { $tries } intento
       *[other] Te quedan { $tries } intentos
    }
pin-problems = No me llega el SMS
    .text = Puede tardar unos minutos. Si has cambiado de teléfono, no podemos cambiarlo aquí: ve a una oficina de registro o entra con certificado.
pin-again = Pedir otro SMS
pin-again-count = Podrás pedir otro SMS dentro de { $seconds } segundos
pin-again-ready = Ya puedes pedir otro SMS
pin-sends-over = Ya hemos enviado este PIN 3 veces. Podrás pedir un PIN nuevo a las { $until }
pin-sends-over-text = Ya hemos enviado este PIN 3 veces. Si no llega, entra de otra forma

pin-sms = PIN para entrar en { $agency }. Vale 10 min. No se lo des a nadie: { $code }
pin-own-sms = Tu PIN de acceso. Vale 10 min. No se lo des a nadie: { $code }

pin-no-datum = Con este documento no puedes pedir un PIN
    .why = Los NIF que empiezan por K, L o M no tienen una tarjeta con la que comprobar quién eres
    .do = Entra con certificado electrónico o ve a una oficina de registro
pin-datum-spent = Has escrito demasiadas veces datos que no coinciden
    .why = Con cada documento se puede probar 5 veces en 24 horas
    .do = Podrás volver a probar a partir de las { $until }, como mucho dentro de 24 horas, o elegir otra forma de entrar
pin-unregistered = Todavía no estás registrado
    .why = Los datos son los de tu documento, pero con él no hay nadie registrado
    .do = Puedes registrarte en una oficina de registro, o entrar con certificado o DNI electrónico
pin-inactive = No podemos darte acceso. Llama o ve a una oficina
    .why = Tu registro no está activo
    .do = En la oficina te dirán por qué y qué puedes hacer
pin-no-phone = No tenemos ningún teléfono tuyo
    .why = El PIN se envía por SMS, y en tu registro no hay un móvil
    .do = Ve a una oficina de registro para darnos tu móvil, o elige otra forma de entrar
pin-blocked = Hemos bloqueado tu PIN un rato
    .why = Se ha escrito mal demasiadas veces
    .do = Podrás pedir otro a partir de las { $until }, o elegir otra forma de entrar
pin-held = Tu PIN está bloqueado
    .why = Alguien ha dicho que no eras tú quien entraba, y desde entonces no damos ningún PIN
    .do = Llama o ve a una oficina de registro para desbloquearlo, o elige otra forma de entrar
