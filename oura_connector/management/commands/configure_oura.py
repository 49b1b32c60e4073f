"""Enter the Oura application from the command line; the only door to addresses that are no preset."""

import os
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from oura_connector.presets import available_presets
from oura_connector.provider import OuraProvider
from sync.installing import configure_application
from sync.provider import Endpoints

CUSTOM = "custom"
ADDRESSES = ("authorize_url", "token_url", "revoke_url", "api_url")


class Command(BaseCommand):
    help = (
        "Enter the application registered at Oura: a preset, or all four addresses, with client id and secret. "
        "Secrets are named by environment variable, so that they stand in no shell history."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        keys = ", ".join(preset.key for preset in available_presets())
        parser.add_argument("--preset", help=f"Whose addresses to use: {keys}.")
        parser.add_argument("--client-id", required=True)
        parser.add_argument("--client-secret-env", required=True, help="The environment variable with the secret.")
        parser.add_argument("--authorize-url", default="")
        parser.add_argument("--token-url", default="")
        parser.add_argument("--revoke-url", default="")
        parser.add_argument("--api-url", default="")
        parser.add_argument("--verification-token-env", default="", help="The same, for Oura's notices.")
        parser.add_argument("--scopes", default="", help="Separated by blanks or commas; empty: what the feeds need.")

    def handle(self, *args: Any, **options: Any) -> None:
        endpoints = _endpoints(options)
        try:
            configure_application(
                OuraProvider.key,
                endpoints=endpoints,
                client_id=options["client_id"].strip(),
                client_secret=_from_environment(options["client_secret_env"]),
                verification_token=_from_environment(options["verification_token_env"]),
                scopes=options["scopes"].replace(",", " ").split(),
                now=timezone.now(),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"The Oura application is entered ({endpoints.key}).")


def _endpoints(options: dict[str, Any]) -> Endpoints:
    """A preset, or four addresses of one's own; never a mixture. Raises CommandError."""
    stated = {name: options[name].strip() for name in ADDRESSES}
    if options["preset"]:
        if any(stated.values()):
            raise CommandError("Give either --preset or the four addresses, not both.")
        presets = {preset.key: preset for preset in available_presets()}
        if options["preset"] not in presets:
            raise CommandError(f"There is no preset {options['preset']}. Presets: {', '.join(presets)}.")
        return presets[options["preset"]]
    missing = [f"--{name.replace('_', '-')}" for name, address in stated.items() if not address]
    if missing:
        raise CommandError(f"Without --preset, also give {', '.join(missing)}.")
    return Endpoints(key=CUSTOM, name=CUSTOM, **stated)


def _from_environment(name: str) -> str:
    """The value of the variable, or of the file `<NAME>_FILE` names; "" when no variable was named."""
    if not name:
        return ""
    try:
        path = os.environ.get(f"{name}_FILE")
        if path:
            with open(path, encoding="utf-8") as file:
                return file.read().strip()
        return os.environ[name].strip()
    except KeyError:
        raise CommandError(f"The environment variable {name} is not set.") from None
    except OSError as error:
        raise CommandError(f"{name}_FILE names a file that cannot be read: {error.strerror}.") from error
