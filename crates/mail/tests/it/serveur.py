"""A mail server of the field (aiosmtpd), for the tests: serveur.py tls|starttls CERTIFICATE KEY FOLDER.

Asks for the user « beffroi » and the password « tocsin »; writes its port, then keeps each message as a file of FOLDER.
"""

import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

mode, certificate, key, folder = sys.argv[1:]


class Keep:
    async def handle_DATA(self, server, session, envelope):
        path = pathlib.Path(folder) / f"{len(list(pathlib.Path(folder).iterdir()))}.eml"
        told = f"X-Pour: {envelope.rcpt_tos[0]}\r\nX-Chiffre: {session.ssl is not None or mode == 'tls'}\r\n"
        path.write_bytes(told.encode() + envelope.content)
        return "250 garde"


def check(server, session, envelope, mechanism, data):
    # Not handled: the server itself answers 535.
    return AuthResult(success=(data.login, data.password) == (b"beffroi", b"tocsin"), handled=False)


context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(certificate, key)


def talk():
    secured = {} if mode == "tls" else {"tls_context": context, "require_starttls": True}
    return SMTP(
        Keep(), hostname="localhost", authenticator=check, auth_required=True, auth_require_tls=mode != "tls", **secured
    )


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(talk, "127.0.0.1", 0, ssl=context if mode == "tls" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
