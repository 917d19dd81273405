method-password = Contraseña
    .hint = Con tu DNI o NIE y tu contraseña de Cl@ve Permanente
    .rest = Ya has demostrado que sabes tu contraseña. Solo falta un código que enviamos a tu móvil

password-heading = Entra con tu contraseña
password-document = DNI o NIE
    .hint = 8 números y una letra, o X, Y o Z, 7 números y una letra
password-label = Contraseña
password-contrast = La contraseña de este documento se ha escrito mal varias veces. Para que nadie pueda bloquearla, escribe también un dato que pone en tu documento.

password-document-empty = Escribe tu DNI o NIE
password-document-form = El DNI o NIE tiene que tener 8 números y una letra, o X, Y o Z, 7 números y una letra. Por ejemplo, 12345678Z
password-document-letter = La letra no corresponde al número. Compruébala en tu documento
password-document-legal = Aquí solo pueden entrar personas con DNI o NIE
password-empty = Escribe tu contraseña
password-long = La contraseña no puede tener más de 128 caracteres
password-wrong = El número de documento o la contraseña no son correctos
password-wrong-contrast = El número de documento, la contraseña o lo que pone en tu documento no son correctos
password-early = Todavía no puedes volver a probar. Podrás hacerlo a partir de las { $until }
password-away = Ahora no podemos comprobar tus datos. Prueba otra vez dentro de unos minutos

password-expired = Tu contraseña ha caducado
    .why = La contraseña es correcta, pero hace demasiado tiempo que no la cambias
    .do = Elige otra forma de entrar

password-code-heading = Escribe el código que te hemos enviado
password-code-sent = Hemos enviado un SMS con un código al teléfono que termina en { $phone }. Puede tardar un poco en llegar.
password-code-until = El código vale hasta las { $until }, una sola vez y solo en esta página.
password-code-label = Código del SMS
    .hint = 8 números
password-code-secret = No des este código a nadie. Nunca te lo pediremos por teléfono.
password-code-trouble = ¿No te llega el SMS?
    .slow = Espera un minuto y pide otro. El código que ya tengas sigue valiendo.
    .phone = Si has cambiado de teléfono, tienes que decirlo en una oficina, o elegir otra forma de entrar.
password-code-resend = Enviar otro SMS
password-code-again = Te hemos enviado otro SMS con el mismo código.
password-code-failed = La compañía telefónica nos dice que el último SMS no ha llegado.
password-code-fixed = Este entorno no envía SMS. El código es { $code }.
password-code-empty = Escribe el código del SMS
password-code-form = El código tiene 8 números
password-code-wrong = El código no es correcto. { $left ->
        [one] Te queda { $left } intento
       *[other] Te quedan { $left } intentos
    }
password-code-early = Todavía no podemos enviarte otro SMS. Puedes pedirlo a partir de las { $until }
password-code-budget = Has pedido demasiados códigos. Podrás pedir otro a las { $until }
password-code-no-more = Ya te hemos enviado todos los SMS de este intento. Escribe el código, o empieza de nuevo
password-no-phone = No tenemos tu número de teléfono
    .why = Este servicio pide, además de la contraseña, un código por SMS, y no sabemos adónde enviártelo
    .do = Elige otra forma de entrar, o ve a una oficina para darnos tu teléfono
password-code-over = Este código ya no vale
    .why = Ha pasado su tiempo, o se ha escrito mal demasiadas veces
    .do = Empieza de nuevo: te enviaremos otro
password-code-left = Hay que empezar de nuevo
    .why = Desde que escribiste la contraseña, tu sesión se ha cerrado, o has entrado otra vez en otra pestaña
    .do = Empieza de nuevo: te pediremos la contraseña otra vez
password-code-too-many = Has pedido demasiados códigos
    .why = Enviamos pocos SMS a cada teléfono, para que nadie pueda molestarte con ellos. Podrás pedir otro a las { $until }
    .do = Espera hasta entonces, o elige otra forma de entrar
password-sms = Tu código para entrar en { $agency } es { $code }. No se lo des a nadie. Vale 10 minutos.
