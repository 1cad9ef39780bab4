"""The texts of the page of secure transfer."""

from collections.abc import Mapping

from koppel.domain.texts import Text

MONTHS = Text(
    nl="januari februari maart april mei juni juli augustus september oktober november december",
    en="January February March April May June July August September October November December",
)
TITLE = Text(nl="Veilig verzenden", en="Secure transfer")
TEXTS: Mapping[str, Text | tuple[Text, ...]] = {
    "guide": Text(nl="Wat er in het bestand moet staan", en="What the file must hold"),
    "intro": Text(
        nl="Deze pagina versleutelt een bestand op uw eigen computer, zodat alleen de ontvanger het kan openen. Het "
        "bestand gaat nergens heen: u krijgt een versleutelde kopie, en die stuurt u zelf naar de ontvanger.",
        en="This page encrypts a file on your own computer, so that only the receiver can open it. The file goes "
        "nowhere: you get an encrypted copy, and you send that to the receiver yourself.",
    ),
    "nobody": Text(
        nl="Er is nu geen ontvanger. Vraag het aan de organisatie die om uw bestand heeft gevraagd.",
        en="There is no receiver at the moment. Ask the organisation that requested your file.",
    ),
    "gone": Text(
        nl="De ontvanger uit uw link is er niet meer. Kies een andere, of vraag om een nieuwe link.",
        en="The receiver in your link is no longer there. Choose another one, or ask for a new link.",
    ),
    "unable": Text(
        nl="Hier versleutelen kan met scripts aan, in een browser van 2024 of later: Chrome, Edge, Firefox of Safari. "
        "Zonder kunt u het bestand met GnuPG versleutelen; onderaan staat hoe.",
        en="Encrypting here needs scripts, and a browser of 2024 or later: Chrome, Edge, Firefox or Safari. Without "
        "them you can encrypt the file with GnuPG; see below how.",
    ),
    "file": Text(nl="Bestand", en="File"),
    "file_help": Text(
        nl="Eén bestand, tot {megabytes} MB. Het blijft op deze computer.",
        en="One file, up to {megabytes} MB. It stays on this computer.",
    ),
    "missing": Text(nl="Kies eerst een bestand.", en="Choose a file first."),
    "large": Text(
        nl="Dit bestand is groter dan {megabytes} MB. Verdeel de gegevens over meer bestanden.",
        en="This file is larger than {megabytes} MB. Divide the data among several files.",
    ),
    "unreadable": Text(
        nl="Dit bestand kan niet worden gelezen. Sluit het in andere programma's, of zet een kopie op deze computer.",
        en="This file cannot be read. Close it in other programs, or put a copy on this computer first.",
    ),
    "receiver": Text(nl="Ontvanger", en="Receiver"),
    "choose": Text(nl="Kies een ontvanger", en="Choose a receiver"),
    "no_receiver": Text(nl="Kies een ontvanger.", en="Choose a receiver."),
    "fingerprint": Text(nl="Vingerafdruk", en="Fingerprint"),
    "key": Text(nl="Sleutel", en="Key"),
    "until": Text(nl="geldig tot", en="valid until"),
    "download": Text(nl="Openbare sleutel downloaden", en="Download the public key"),
    "compare": Text(
        nl="Om zeker te weten dat dit de sleutel van de ontvanger is, vraagt u telefonisch naar de vingerafdruk.",
        en="To be sure that this is the receiver's key, ask the receiver for the fingerprint by telephone.",
    ),
    "failed": Text(
        nl="Versleutelen is niet gelukt; er is niets verstuurd. Laad de pagina opnieuw. Blijft het misgaan, vraag de "
        "ontvanger dan om een nieuwe sleutel.",
        en="Encrypting has failed; nothing was sent. Reload the page. If it keeps failing, ask the receiver for a new "
        "key.",
    ),
    "encrypt": Text(nl="Versleutelen", en="Encrypt"),
    "busy": Text(nl="Bezig met versleutelen", en="Encrypting"),
    "cancel": Text(nl="Afbreken", en="Cancel"),
    "done": Text(nl="Het bestand is versleuteld", en="The file is encrypted"),
    "saved": Text(nl="De versleutelde kopie staat bij uw downloads:", en="The encrypted copy is among your downloads:"),
    "mail": Text(nl="Mail die kopie naar", en="Mail that copy to"),
    "deliver": Text(
        nl="Stuur die kopie naar de ontvanger, zoals die u heeft gevraagd.",
        en="Send that copy to the receiver in the way that you were asked to.",
    ),
    "only": Text(
        nl="Stuur alleen het bestand dat op .pgp eindigt, nooit het oorspronkelijke. Ook u kunt de kopie niet openen.",
        en="Send the file that ends with .pgp only, never the original. You cannot open the copy either.",
    ),
    "again": Text(nl="Nog eens opslaan", en="Save again"),
    "prefix": Text(nl="versleuteld", en="encrypted"),
    "safety": Text(nl="Wat u moet weten", en="What you should know"),
    "promises": (
        Text(
            nl="Het bestand gaat niet naar een server. U mag de verbinding met internet verbreken zodra de pagina er "
            "staat: versleutelen werkt dan nog.",
            en="The file goes to no server. You may disconnect from the internet once the page is there: encrypting "
            "still works.",
        ),
        Text(
            nl="Wie het versleutelde bestand onderschept, kan er niets mee zonder de privésleutel van de ontvanger.",
            en="Whoever intercepts the encrypted file can do nothing with it without the receiver's private key.",
        ),
        Text(
            nl="De naam van uw bestand komt niet in de naam van de kopie; zet ook geen namen van mensen in uw mail.",
            en="The name of your file is not in the name of the copy; put no names of people into your mail either.",
        ),
    ),
    "gpg": Text(nl="Zelf versleutelen met GnuPG", en="Encrypting with GnuPG yourself"),
    "gpg_how": Text(
        nl="Download de sleutel van de ontvanger hierboven, en controleer de vingerafdruk voordat u ermee versleutelt:",
        en="Download the receiver's key above, and check the fingerprint before you encrypt with it:",
    ),
    "sample": Text(nl="bestand.xlsx", en="file.xlsx"),
}
