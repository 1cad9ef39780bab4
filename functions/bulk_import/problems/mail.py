"""What can go wrong with a welcome mail, and what is told of those that an import will have sent."""

from koppel.domain.problems.problem import Level, catalogue, for_nobody, for_operator, problem
from koppel.domain.texts import Text

_ADDRESS = Text(
    nl="Controleer het e-mailadres bij het account. De persoon kan op de gewone manier inloggen; een tweede "
    "welkomstmail naar hetzelfde adres gaat er niet uit.",
    en="Check the e-mail address of the account. The person can log on in the usual way; no second welcome mail goes "
    "to the same address.",
)
MAILS_TO_SEND = problem(
    "mails-to-send",
    Level.NOTICE,
    nl="Na goedkeuring krijgen {count} nieuwe mensen een welkomstmail van {sender}.",
    en="After the approval {count} new people get a welcome mail from {sender}.",
    remedy=for_nobody(
        nl="Wie op dit adres al eens een welkomstmail kreeg, krijgt er geen.",
        en="Those who have had a welcome mail at their address before get none.",
    ),
)
MAILS_OF_PLATFORM = problem(
    "mails-of-platform",
    Level.NOTICE,
    nl="Na goedkeuring staat bij {count} nieuwe mensen dat het platform een welkomstmail moet sturen.",
    en="After the approval {count} new people are marked as to be welcomed by a mail of the platform.",
    remedy=for_nobody(
        nl="Deze koppeling stuurt zelf geen mail: er is geen afzender ingesteld.",
        en="This integration sends no mail itself: no sender is set.",
    ),
)
MAIL_SENDER_REFUSED = problem(
    "mail-sender-refused",
    Level.ERROR,
    nl="Amazon SES verstuurt geen welkomstmail namens de ingestelde afzender: {reason}. De mails wachten.",
    en="Amazon SES sends no welcome mail from the sender that is set: {reason}. The mails wait.",
    remedy=for_operator(
        nl="Verifieer de afzender of zijn domein in SES, noem die identiteit in de parameter MailIdentities, en "
        "controleer of het account uit de sandbox is, niet is gepauzeerd en zijn dagquotum niet heeft bereikt. Elk uur "
        "wordt het opnieuw geprobeerd; sluit deze melding om het meteen te doen.",
        en="Verify the sender or its domain in SES, name that identity in the parameter MailIdentities, and check that "
        "the account has left the sandbox, is not paused and is below its daily quota. It is tried again every hour; "
        "solve this entry to have it tried at once.",
    ),
)
MAIL_NO_SENDER = problem(
    "mail-no-sender",
    Level.ERROR,
    nl="Er wachten welkomstmails, maar de instelling Afzender van welkomstmail is leeg.",
    en="Welcome mails wait, but the setting Sender of welcome mail is empty.",
    remedy=Text(
        nl="Vul de afzender weer in; de mails gaan dan uit.", en="Set the sender again; the mails are sent then."
    ),
)
MAIL_NO_ADDRESS = problem(
    "mail-no-address",
    Level.ERROR,
    nl="Er wachten welkomstmails, maar deze omgeving heeft geen domeinnaam, en dus geen adres van deze organisatie "
    "waar de link heen kan leiden.",
    en="Welcome mails wait, but this stack has no domain name, and so no address of this organisation to which their "
    "link could lead.",
    remedy=for_operator(
        nl="Geef de stack een domein en een certificaat (make deploy DOMAIN=… CERTIFICATE=…).",
        en="Give the stack a domain and a certificate (make deploy DOMAIN=… CERTIFICATE=…).",
    ),
)
MAIL_ADDRESS_REFUSED = problem(
    "mail-address-refused",
    Level.WARNING,
    nl="Amazon SES neemt voor dit e-mailadres geen welkomstmail aan: {reason}.",
    en="Amazon SES takes no welcome mail for this e-mail address: {reason}.",
    remedy=_ADDRESS,
)
MAIL_OUTCOME_UNKNOWN = problem(
    "mail-outcome-unknown",
    Level.WARNING,
    nl="Het is niet bekend of de welkomstmail naar dit e-mailadres is verstuurd: het antwoord van Amazon SES "
    "ontbreekt. De mail wordt niet nog eens verstuurd.",
    en="It is not known whether the welcome mail to this e-mail address was sent: the answer of Amazon SES is missing. "
    "The mail is not sent again.",
    remedy=Text(
        nl="Vraag de persoon of de mail er is. Zo niet, dan kan deze op de gewone manier inloggen.",
        en="Ask the person whether the mail has come. If not, the person can log on in the usual way.",
    ),
)
MAIL_BOUNCED = problem(
    "mail-bounced",
    Level.WARNING,
    nl="De welkomstmail naar dit e-mailadres is niet bezorgd: de ontvangende server weigert hem.",
    en="The welcome mail to this e-mail address was not delivered: the receiving server refuses it.",
    remedy=_ADDRESS,
)
MAIL_REJECTED = problem(
    "mail-rejected",
    Level.WARNING,
    nl="Amazon SES heeft de welkomstmail naar dit e-mailadres alsnog niet verstuurd.",
    en="Amazon SES has not sent the welcome mail to this e-mail address after all.",
    remedy=_ADDRESS,
)
MAIL_COMPLAINT = problem(
    "mail-complaint",
    Level.WARNING,
    nl="De ontvanger heeft de welkomstmail als ongewenst gemeld.",
    en="The recipient has reported the welcome mail as unwanted.",
    remedy=Text(
        nl="Controleer of het e-mailadres van deze persoon is, en of de mail was aangekondigd. Bij veel klachten "
        "pauzeert Amazon SES alle mail.",
        en="Check that the e-mail address is this person's, and that the mail was announced. After many complaints "
        "Amazon SES pauses all mail.",
    ),
)
MAIL_FAILED = problem(
    "mail-failed",
    Level.ERROR,
    nl="De welkomstmail naar dit e-mailadres is drie keer mislukt door een fout van ons.",
    en="The welcome mail to this e-mail address failed three times by a fault of ours.",
    remedy=for_operator(
        nl="Zoek de fout in de logs van ImportMail (opgeslagen zoekvraag Errors).",
        en="Look for the fault in the logs of ImportMail (saved query Errors).",
    ),
)

MAIL_PROBLEMS = catalogue(
    MAILS_TO_SEND,
    MAILS_OF_PLATFORM,
    MAIL_SENDER_REFUSED,
    MAIL_NO_SENDER,
    MAIL_NO_ADDRESS,
    MAIL_ADDRESS_REFUSED,
    MAIL_OUTCOME_UNKNOWN,
    MAIL_BOUNCED,
    MAIL_REJECTED,
    MAIL_COMPLAINT,
    MAIL_FAILED,
)
