// English, German, French and Spanish phrases of the traffic.

internal import DaybookCoding

extension Tongue {
    static let english = speaker(locale: "en-US", country: "US", "USD", rate: 10_800, "+1312")
    static let british = speaker(locale: "en-GB", country: "GB", "GBP", rate: 8_600, "+4420")

    private static func speaker(
        locale: String, country: String, _ currency: String, rate: Int64, _ dialCode: String
    ) -> Tongue {
        Tongue(
            "en", locale: .init(locale), country: .init(country), currency: currency, rate: rate,
            dialCode: dialCode,
            openings: [
                "Hi, I am looking at the %p and wonder whether it can still be delivered this week.",
                "Hello, my order %o should have arrived %n days ago, but the tracking does not move.",
                "Good day. Does the %p come with everything I need to set it up, or do I need more?",
                "I was charged twice for order %o. Could somebody please have a look at that?",
                "The %p that I received has a scratch across the front, what shall I do now?",
            ],
            questions: [
                "And if it does not fit, how many days do I have to send the %p back to you?",
                "I have tried that already %n times, unfortunately with exactly the same result.",
                "Would there be a discount if I took %n of them, or is the price on the page final?",
                "The confirmation for %o went to my old address, could you send it once more please?",
                "Is there a cheaper one that does the same as the %p? I do not need all the extras.",
                "My neighbour has the %p and says that it is loud at night, is that a known fault?",
            ],
            greetings: [
                "Hello and welcome! I have your question about the %p here, give me a moment please.",
                "Good day, thank you for waiting. I am just opening order %o to see what happened.",
                "Hi there, happy to help. I will look up the %p in our stock while you tell me more.",
            ],
            answers: [
                "I have checked: the %p is in stock and would leave our warehouse within %n days.",
                "Order %o was handed to the carrier yesterday, it should reach you in %n days at most.",
                "You can return it within 30 days; I am sending you the label for %o by email now.",
                "The %p needs about %n minutes for the first start, please leave it plugged in.",
                "I see the second charge for %o, it was only reserved and will be released by itself.",
                "For your purpose I would rather take the %p, it is quieter and has the longer cable.",
            ],
            shorts: ["Ok, thanks!", "Yes, please.", "One moment", "👍", "Great, that works"],
            farewells: [
                "Thank you for your patience, and enjoy the %p! Just write again if anything is open.",
                "Glad that I could help with %o. Have a nice day, and come back any time you like!",
            ])
    }

    static let german = Tongue(
        "de", locale: "de-DE", country: "DE", currency: "EUR", rate: 10_000, dialCode: "+4930",
        openings: [
            "Guten Tag, ich interessiere mich für %p. Könnten Sie das noch diese Woche liefern?",
            "Hallo, meine Bestellung %o sollte seit %n Tagen da sein, bewegt sich aber nicht.",
            "Der Artikel %p ist beschädigt angekommen, das Gehäuse hat vorne einen großen Riss.",
            "Mir wurde die Bestellung %o zweimal abgebucht, bitte prüfen Sie das möglichst bald.",
            "Grüß Gott, passt das Zubehör der alten Serie auch für %p, oder brauche ich neues?",
        ],
        questions: [
            "Und wenn es nicht passt, wie lange kann ich %p dann an Sie zurückschicken?",
            "Das habe ich schon %n Mal versucht, es erscheint leider immer dieselbe Meldung.",
            "Gäbe es einen Nachlass, wenn ich gleich %n Stück nehme, oder ist das der Endpreis?",
            "Die Rechnung zu %o lautet auf die alte Anschrift, könnten Sie das bitte ändern?",
            "Gibt es etwas Günstigeres, das dasselbe kann wie %p? So viel brauche ich nicht.",
            "In den Bewertungen steht, %p sei nachts recht laut. Können Sie das bestätigen?",
        ],
        greetings: [
            "Guten Tag und herzlich willkommen! Einen kleinen Moment, ich sehe mir %p gerade an.",
            "Hallo, danke fürs Warten. Ich öffne eben Ihre Bestellung %o und bin gleich bei Ihnen.",
        ],
        answers: [
            "Ich habe nachgesehen: %p liegt im Lager und verlässt unser Haus binnen %n Tagen.",
            "Die Sendung zu %o wurde gestern übergeben und ist in höchstens %n Tagen bei Ihnen.",
            "Sie haben 30 Tage Zeit; das Rücksendeetikett für %o schicke ich Ihnen per E-Mail.",
            "Beim ersten Start braucht %p etwa %n Minuten, bitte so lange nicht ausschalten.",
            "Die zweite Abbuchung zu %o war nur vorgemerkt, sie verfällt in einigen Tagen von selbst.",
            "Für Ihren Zweck würde ich eher %p nehmen: leiser, sparsamer und mit längerem Kabel.",
        ],
        shorts: ["Danke schön!", "Ja, bitte.", "Moment, ich schaue", "Alles klar 👍", "Nein"],
        farewells: [
            "Sehr gern geschehen! Viel Freude mit %p, und melden Sie sich jederzeit wieder.",
            "Schön, dass wir das zu %o klären konnten. Ich wünsche Ihnen noch einen guten Tag!",
        ])

    static let french = Tongue(
        "fr", locale: "fr-FR", country: "FR", currency: "EUR", rate: 10_000, dialCode: "+331",
        openings: [
            "Bonjour, je regarde %p et j'aimerais savoir si la livraison est possible cette semaine.",
            "Bonsoir, ma commande %o devait arriver il y a %n jours et le suivi ne change plus.",
            "J'ai reçu %p mais l'écran est fêlé à l'angle, comment puis-je l'échanger, s'il vous plaît ?",
            "La commande %o a été débitée deux fois sur mon compte, pouvez-vous vérifier ?",
        ],
        questions: [
            "Et si cela ne convient pas, combien de jours ai-je pour renvoyer %p gratuitement ?",
            "J'ai déjà essayé %n fois en suivant la notice, malheureusement sans aucun succès.",
            "Y aurait-il une remise si j'en prenais %n, ou bien le prix affiché est-il définitif ?",
            "La facture de %o est à mon ancienne adresse, pourriez-vous la corriger et la renvoyer ?",
        ],
        greetings: [
            "Bonjour et bienvenue ! Un petit instant, je regarde tout de suite la fiche de %p.",
            "Bonjour, merci d'avoir patienté. J'ouvre votre commande %o pour comprendre le problème.",
        ],
        answers: [
            "J'ai vérifié : %p est en stock et quittera notre entrepôt dans un délai de %n jours.",
            "Le colis de %o a été remis au transporteur hier, comptez encore %n jours au maximum.",
            "Vous avez trente jours pour le retour ; je vous envoie l'étiquette pour %o par courriel.",
            "Au premier démarrage, %p demande environ %n minutes, laissez-le branché, s'il vous plaît.",
        ],
        shorts: ["Merci beaucoup !", "Oui, d'accord.", "Un instant", "Parfait 🙂"],
        farewells: [
            "Avec plaisir ! Profitez bien de %p et n'hésitez pas à revenir vers nous à tout moment.",
            "Je suis ravie d'avoir pu régler cela pour %o. Très bonne journée à vous et à bientôt !",
        ])

    static let spanish = Tongue(
        "es", locale: "es-ES", country: "ES", currency: "EUR", rate: 10_000, dialCode: "+3491",
        openings: [
            "Hola, estoy mirando %p y quisiera saber si todavía puede llegar antes del sábado.",
            "Buenos días, mi pedido %o tenía que llegar hace %n días y el envío sigue parado.",
            "He recibido %p con la caja rota y le falta el cable de alimentación, ¿qué hago ahora?",
            "Me han cobrado dos veces el pedido %o, ¿podrían revisarlo lo antes posible, por favor?",
        ],
        questions: [
            "Y si no me convence, ¿cuántos días tengo para devolver %p sin ningún gasto para mí?",
            "Ya lo he intentado %n veces siguiendo las instrucciones y sale siempre el mismo error.",
            "¿Habría algún descuento si compro %n unidades, o el precio de la página es el final?",
            "La factura de %o está a nombre de mi antigua empresa, ¿se puede cambiar todavía?",
        ],
        greetings: [
            "¡Hola, bienvenido! Deme un momento, por favor, que busco ahora mismo los datos de %p.",
            "Buenos días, gracias por esperar. Estoy abriendo el pedido %o para ver qué ha pasado.",
        ],
        answers: [
            "Lo he comprobado: %p está en el almacén y saldría hacia su casa en %n días como mucho.",
            "El paquete de %o se entregó ayer al transportista; llegará en %n días aproximadamente.",
            "Tiene treinta días para devolverlo; le mando la etiqueta de %o por correo electrónico.",
            "La primera vez %p tarda unos %n minutos en arrancar, déjelo enchufado, por favor.",
        ],
        shorts: ["¡Muchas gracias!", "Sí, por favor.", "Un momento", "Perfecto 👌"],
        farewells: [
            "¡Ha sido un placer! Que disfrute de %p, y escríbanos siempre que lo necesite, de verdad.",
            "Me alegra haber resuelto lo de %o. ¡Que tenga un buen día y hasta la próxima!",
        ])
}
