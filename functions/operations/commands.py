"""The operator's commands: name, explanation, arguments and what each does."""

from collections.abc import Mapping
from typing import Any

from functions.operations import arguments as given
from functions.operations import logon_arguments, message_arguments
from functions.operations.actions import accounts, api_users, entries, logon, merges, messages, organisations, tiles
from koppel.entrance.direct import Command

COMMANDS: Mapping[str, Command[Any]] = {
    each.name: each
    for each in (
        Command(
            "create-organisation",
            "make a new organisation",
            given.CreateOrganisation,
            organisations.create_organisation,
        ),
        Command("list-organisations", "name all organisations", given.Nothing, organisations.list_organisations),
        Command(
            "show-organisation",
            "show an organisation and which tiles it has in use",
            given.OfOrganisation,
            organisations.show_organisation,
        ),
        Command(
            "list-acts",
            "show who changed settings, tiles and API users of an organisation, newest first",
            given.ListActs,
            organisations.list_acts,
        ),
        Command(
            "make-available",
            "let an organisation use an integration; it still has to be switched on",
            given.OfIntegration,
            tiles.make_available,
        ),
        Command(
            "make-unavailable",
            "keep an organisation from using an integration; its settings stay",
            given.OfIntegration,
            tiles.make_unavailable,
        ),
        Command("switch-on", "let an integration act", given.OfIntegration, tiles.switch_on),
        Command("switch-off", "keep an integration from acting", given.OfIntegration, tiles.switch_off),
        Command("show-settings", "show a tile's settings and what they mean", given.ShowSettings, tiles.show_settings),
        Command(
            "change-settings",
            "change some settings of a tile; the others stay",
            given.ChangeSettings,
            tiles.change_settings,
        ),
        Command(
            "create-api-user",
            "make an API user; its token is shown this once",
            given.CreateApiUser,
            api_users.create_api_user,
        ),
        Command("list-api-users", "show all API users", given.OfOrganisation, api_users.list_api_users),
        Command("rename-api-user", "give an API user another name", given.RenameApiUser, api_users.rename_api_user),
        Command(
            "scope-api-user",
            "let an API user do these things and no others",
            given.ScopeApiUser,
            api_users.scope_api_user,
        ),
        Command(
            "expire-api-user",
            "set when an API user ends, or that it does not",
            given.ExpireApiUser,
            api_users.expire_api_user,
        ),
        Command("limit-api-user", "set how often an API user may call", given.LimitApiUser, api_users.limit_api_user),
        Command(
            "rotate-api-user",
            "give an API user a new token, shown this once; the present one can stay valid for a while",
            given.RotateApiUser,
            api_users.rotate_api_user,
        ),
        Command("revoke-api-user", "end an API user at once", given.OfApiUser, api_users.revoke_api_user),
        Command(
            "list-entries", "show an integration's error log, newest first", given.ListEntries, entries.list_entries
        ),
        Command(
            "find-entries",
            "show the entries about one person or value, whatever their state",
            given.FindEntries,
            entries.find_entries,
        ),
        Command("mark-entry", "mark an entry open, solved or ignored", given.MarkEntry, entries.mark_entry),
        Command(
            "count-waiting",
            "count the HL7 messages that are not processed yet",
            given.OfOrganisation,
            entries.count_waiting,
        ),
        Command(
            "import-accounts",
            "make accounts, or bring them up to date, from a list",
            given.ImportAccounts,
            accounts.import_accounts,
        ),
        Command(
            "create-logon-key",
            "make a key for the links of a system; its secret is shown this once",
            logon_arguments.CreateLogonKey,
            logon.create_logon_key,
        ),
        Command(
            "import-logon-key",
            "take over the secret that a system signs its links with already",
            logon_arguments.ImportLogonKey,
            logon.import_logon_key,
        ),
        Command("list-logon-keys", "show all keys of links", given.OfOrganisation, logon.list_logon_keys),
        Command("end-logon-key", "let a key of links end", logon_arguments.EndLogonKey, logon.end_logon_key),
        Command(
            "register-platform",
            "have logons handed over to a platform; its secret is shown this once",
            logon_arguments.RegisterPlatform,
            logon.register_platform,
        ),
        Command(
            "remove-platform",
            "have logons end on the hub's own page again",
            given.OfOrganisation,
            logon.remove_platform,
        ),
        Command(
            "find-reference",
            "show what was the matter when somebody was shown a reference",
            logon_arguments.FindReference,
            logon.find_reference,
        ),
        Command(
            "sign-with",
            "have new tokens signed by the other key; both stay published",
            logon_arguments.SignWith,
            logon.sign_with,
        ),
        Command(
            "find-messages",
            "find HL7 messages by control id, patient, event, outcome and time, newest first",
            message_arguments.FindMessages,
            messages.find_messages,
        ),
        Command(
            "open-message",
            "show a message as it was sent; who opened it and why is recorded",
            message_arguments.OpenMessage,
            messages.open_message,
        ),
        Command(
            "replay-messages",
            "process messages again, in the order in which they came",
            message_arguments.ReplayMessages,
            messages.replay_messages,
        ),
        Command(
            "replay-failed",
            "process again whatever failed or was refused since a moment",
            message_arguments.ReplayFailed,
            messages.replay_failed,
        ),
        Command(
            "settle-message",
            "say that a failed message was dealt with; it is forgotten after 90 days",
            message_arguments.SettleMessage,
            messages.settle_message,
        ),
        Command(
            "show-merge",
            "show what both clients were before one was merged into the other, and how to undo it; this is recorded",
            message_arguments.ShowMerge,
            merges.show_merge,
        ),
        Command(
            "redrive-messages",
            "queue again what the queue of HL7 messages has put aside",
            message_arguments.RedriveMessages,
            messages.redrive_messages,
        ),
        Command(
            "sweep",
            "do now what is otherwise done every five minutes and every day",
            given.Nothing,
            organisations.sweep,
        ),
    )
}
