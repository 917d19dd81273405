method-password = Contraseña
    .hint = Con tu DNI o NIE y tu contraseña de Cl@ve Permanente

password-heading = Entra con tu contraseña
password-document = DNI o NIE
    .hint = 8 números y una letra, o X, Y o Z, 7 números y una letra
password-label = Contraseña

password-document-empty = Escribe tu DNI o NIE
password-document-form = El DNI o NIE tiene que tener 8 números y una letra, o X, Y o Z, 7 números y una letra. Por ejemplo, 12345678Z
password-document-letter = La letra no corresponde al número. Compruébala en tu documento
password-document-legal = Aquí solo pueden entrar personas con DNI o NIE
password-empty = Escribe tu contraseña
password-long = La contraseña no puede tener más de 128 caracteres
password-wrong = El número de documento o la contraseña no son correctos
password-early = Todavía no puedes volver a probar. Podrás hacerlo a partir de las { $until }

password-expired = Tu contraseña ha caducado
    .why = La contraseña es correcta, pero hace demasiado tiempo que no la cambias
    .do = Elige otra forma de entrar
