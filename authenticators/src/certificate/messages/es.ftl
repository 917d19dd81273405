method-certificate = Certificado o DNI electrónico
    .hint = Con un certificado instalado en este aparato, o con tu DNI y un lector

certificate-heading = Entra con tu certificado o tu DNI
certificate-phone = En el móvil hace falta tener el certificado instalado.
certificate-card = Mete el DNI en el lector ahora. Si tu certificado está instalado en este aparato, no te hace falta nada más.
certificate-browser = El navegador te pedirá que elijas un certificado y quizá el PIN de tu DNI. Ese PIN no lo vemos.
certificate-show = Elegir certificado
certificate-again = Probar otra vez

certificate-none = No hemos recibido ningún certificado
    .why = Lo has cancelado, o tu navegador no tiene ningún certificado, o el que tiene ha caducado, o no tiene ninguno que podamos aceptar. A veces ni siquiera pregunta
    .do = Comprueba que el DNI está bien metido en el lector, o que el certificado está instalado, y prueba otra vez. Si has cancelado y el navegador ya no pregunta, cierra todas sus ventanas y empieza de nuevo
certificate-issuer = No aceptamos certificados de este emisor
    .why = El certificado es de «{ $issuer }», y no está entre los emisores que aceptamos
    .do = Prueba otra vez y elige otro certificado, o elige otra forma de entrar
certificate-expired = Tu certificado caducó el { $at }
    .why = Con un certificado caducado ya no se puede comprobar quién eres
    .do = Elige otro certificado u otra forma de entrar. Para renovarlo habla con quien lo emitió; los del DNI se renuevan en una comisaría
certificate-early = Tu certificado vale a partir del { $at }
    .why = Todavía no ha llegado ese día
    .do = Espera hasta entonces, o elige otro certificado u otra forma de entrar. Si crees que ya vale, comprueba la fecha y la hora de tu aparato
certificate-revoked = Tu certificado está anulado
    .why = «{ $issuer }» lo anuló el { $at }. { $reason ->
        [key] El motivo: otra persona podía tener su clave
        [changed] El motivo: han cambiado los datos que lleva
        [replaced] El motivo: se emitió otro en su lugar
        [ceased] El motivo: ya no se usaba
        [withdrawn] El motivo: se retiró el derecho a usarlo
        [authority] El motivo: falló la seguridad de quien lo emitió
       *[none] No dice el motivo
    }
    .do = Llama a quien lo emitió para saber más o para pedir otro, o elige otra forma de entrar
certificate-hold = Tu certificado está suspendido
    .why = «{ $issuer }» lo ha suspendido, y por ahora no vale
    .do = Llama a quien lo emitió para que lo active otra vez, o elige otra forma de entrar
certificate-unknown = El emisor no reconoce tu certificado
    .why = Hemos preguntado a «{ $issuer }», y dice que no conoce este certificado
    .do = Si te lo acaban de dar, prueba otra vez dentro de unas horas. Si no, llama a quien lo emitió, o elige otra forma de entrar
certificate-unchecked = Ahora no podemos comprobar tu certificado
    .why = No es culpa tuya. El emisor tiene que decirnos que sigue valiendo, y no responde
    .do = Prueba otra vez dentro de unos minutos, o elige otra forma de entrar
certificate-signature = Este certificado solo sirve para firmar
    .why = En el DNI hay dos certificados: uno para firmar y otro para entrar
    .do = Prueba otra vez y elige el que dice «AUTENTICACIÓN»
certificate-purpose = Este certificado no sirve para entrar
    .why = Quien lo emitió lo hizo para otra cosa
    .do = Prueba otra vez y elige otro certificado, o elige otra forma de entrar
certificate-algorithm = Tu certificado ya no es seguro
    .why = Está firmado de una manera antigua que hoy se puede falsificar
    .do = Elige otro certificado u otra forma de entrar, y pide uno nuevo a quien lo emitió
certificate-key = La clave de tu certificado es demasiado corta
    .why = Con una clave así otra persona podría hacerse pasar por ti
    .do = Elige otro certificado u otra forma de entrar, y pide uno nuevo a quien lo emitió
certificate-policy = No conocemos esta clase de certificado
    .why = Conocemos a su emisor, «{ $issuer }», pero no sabemos qué comprueba antes de dar certificados de esta clase
    .do = Prueba otra vez y elige otro certificado, o elige otra forma de entrar
certificate-organisation = Este certificado no es de una persona
    .why = Es de una empresa, de un sello o de un servidor
    .do = Prueba otra vez y elige un certificado tuyo, o elige otra forma de entrar
certificate-representative = Este certificado es de { $company }
    .why = Con él actúas en nombre de { $company }, y en { $agency } solo puedes entrar en tu propio nombre
    .do = Prueba otra vez y elige un certificado solo tuyo o tu DNI, o elige otra forma de entrar
certificate-employee = Este certificado es de empleado público
    .why = Con él actúas en nombre de tu administración, y { $agency } no lo acepta
    .do = Prueba otra vez y elige un certificado solo tuyo o tu DNI, o elige otra forma de entrar
certificate-foreigner = Este certificado no tiene DNI ni NIE
    .why = Es de una persona de otro país, y { $agency } no lo acepta
    .do = Prueba otra vez y elige un certificado con tu NIE, o elige otra forma de entrar
certificate-pseudonym = Este certificado no dice tu nombre
    .why = Lleva un seudónimo, y aquí tenemos que saber quién eres
    .do = Prueba otra vez y elige un certificado con tu nombre, o elige otra forma de entrar
certificate-document = En este certificado no están todos tus datos
    .why = Le falta tu nombre, o el número de tu DNI o NIE
    .do = Prueba otra vez y elige otro certificado, o elige otra forma de entrar
certificate-documents = Los datos de este certificado no coinciden entre sí
    .why = Dice una cosa en un sitio y otra en otro, y no podemos saber cuál es la tuya
    .do = Llama a quien lo emitió para que te dé otro, o elige otra forma de entrar
certificate-letter = El DNI o NIE de este certificado no es correcto
    .why = La letra no corresponde al número
    .do = Llama a quien lo emitió para que te dé otro, o elige otra forma de entrar
certificate-unreadable = No podemos leer este certificado
    .why = No está escrito como tiene que estarlo un certificado
    .do = Prueba otra vez y elige otro certificado, o elige otra forma de entrar
certificate-extension = No entendemos todo lo que dice este certificado
    .why = Pone una condición que no conocemos, y sin entenderla no podemos aceptarlo
    .do = Prueba otra vez y elige otro certificado, o elige otra forma de entrar
certificate-authority = El emisor de este certificado ya no responde por él
    .why = Ha caducado o se ha anulado el certificado del propio emisor
    .do = Pide un certificado nuevo, o elige otro u otra forma de entrar
certificate-blocked = Hemos bloqueado tus certificados
    .why = Alguien ha dicho que no eras tú quien entraba, y desde entonces no aceptamos ninguno de los que tenías
    .do = Pide a su emisor que anule el certificado y te dé uno nuevo: con el nuevo podrás entrar. También puedes llamar o ir a una oficina de registro, o elegir otra forma de entrar
