"""``nesa serve``: the pages of the ledger for a browser, each person let in to what is theirs."""

import re
from pathlib import Path

import click

from nesa_fund.cli.screen import say
from nesa_fund.problems import InputError, LedgerError


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True, help="The port to answer on.")
@click.option("--open", "opens", is_flag=True, help="Open a browser on it.")
@click.option(
    "--host-name", "host_names", multiple=True, metavar="NAME",
    help="A name under which your own HTTPS proxy on this machine is asked. May be repeated; needs users.",
)  # fmt: skip
@click.option(
    "--oidc", "settings", multiple=True, metavar="FILE", type=click.Path(path_type=Path),
    help="A settings file of a service with whose accounts people may sign in too, such as Microsoft. May be repeated.",
)  # fmt: skip
@click.pass_obj
def serve_command(
    root: Path, port: int, host_names: tuple[str, ...], settings: tuple[Path, ...], *, opens: bool
) -> None:
    """Show the ledger in a browser until you press Ctrl+C.

    Without users, it answers only on this machine, and whoever uses that reads all; nobody signs in. With users (nesa
    user add), everybody signs in and sees what is theirs. It speaks plain HTTP on this machine alone: for others to
    reach it, put a proxy before it that speaks HTTPS.

    Example: nesa serve --open
    """
    from nesa_fund.cli.asked import CommandLine
    from nesa_fund.web.app import make_app
    from nesa_fund.web.listening import listening
    from nesa_fund.web.people import People, people_file
    from nesa_fund.web.providers import read_providers

    people = People(people_file(root))
    for name in host_names:
        if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", name, re.ASCII):
            raise InputError(f'--host-name "{name}" is no name of a host, like ledger.alliance.example')
    if host_names and not people.are_set_up:
        raise InputError("under a host name everybody signs in: add the first user with nesa user add")
    providers = read_providers(settings, root)
    if providers and not people.are_set_up:
        raise InputError("with --oidc everybody signs in: add the first user with nesa user add")
    if host_names:
        people.remember_host(host_names[0])
    app = make_app(root, people, CommandLine(), frozenset(host_names), providers=providers)
    try:
        server = listening(app, port, behind_proxy=bool(host_names))
    except OSError as error:
        raise LedgerError(f"port {port} can't be used: {error.strerror}; choose another with --port") from error
    address = f"http://localhost:{port}/"
    said = "everybody signs in" if people.are_set_up else "nobody signs in, and nobody else can reach it"
    say(f"The ledger is at {address} ({said}). Stop it with Ctrl+C.")
    if opens:
        click.launch(address)
    server.run()
