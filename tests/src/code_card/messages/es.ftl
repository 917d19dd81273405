method-card = Tarjeta de códigos
    .hint = Con la tarjeta impresa que te dimos

card-heading = Entra con tu tarjeta de códigos
card-number = Número de la tarjeta
    .hint = 8 números
card-form = El número de la tarjeta tiene 8 números
card-wrong = El número de la tarjeta o el código no son correctos
card-code-heading = Busca la casilla { $position } de tu tarjeta
card-code = Código de la casilla { $position }
card-code-empty = Escribe el código
